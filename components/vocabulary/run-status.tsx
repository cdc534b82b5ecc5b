import { cx } from '#components/ui/class-names.ts';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';

export type RunStatusName = 'queued' | 'running' | 'waiting' | 'paused' | 'verified' | 'failed' | 'stuck' | 'cancelled' | 'done';

type Look = { label: string; shape: Shape; color: string };

export const runStatusLooks: Record<RunStatusName, Look> = {
  queued: { label: 'Queued', shape: 'dashed', color: 'text-muted-foreground' },
  running: { label: 'Running', shape: 'ring', color: 'text-accent' },
  waiting: { label: 'Waits for an answer', shape: 'question', color: 'text-warning' },
  paused: { label: 'Paused', shape: 'pause', color: 'text-warning' },
  verified: { label: 'Verified', shape: 'check', color: 'text-success' },
  failed: { label: 'Failed', shape: 'cross', color: 'text-danger' },
  stuck: { label: 'Stuck', shape: 'bang', color: 'text-warning' },
  done: { label: 'Done', shape: 'check', color: 'text-success' },
  cancelled: { label: 'Cancelled', shape: 'slash', color: 'text-muted-foreground' },
};

/** Runs that a person should look at. */
export const needsAttention: ReadonlySet<RunStatusName> = new Set(['waiting', 'stuck', 'failed']);
/** Runs that go on, or will when somebody answers. */
export const isActive = (status: RunStatusName) =>
  status === 'queued' || status === 'running' || status === 'waiting' || status === 'paused';

type RunStatusProps = { status: RunStatusName; className?: string };

export function RunStatus({ status, className }: RunStatusProps) {
  const { label, shape, color } = runStatusLooks[status];
  return (
    <span className={cx('inline-flex items-center gap-1.5 align-middle font-medium whitespace-nowrap', color, className)}>
      <StateIcon shape={shape} />
      {label}
    </span>
  );
}
