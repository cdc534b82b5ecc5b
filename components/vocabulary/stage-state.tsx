import { cx } from '#components/ui/class-names.ts';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';
import type { StageState } from '#core/pipeline/stage-standing.ts';
import type { DocumentStage } from '#core/pipeline/stages.ts';

/** The documents of a spec as people call them. */
export const stageNames: Record<DocumentStage, string> = { requirements: 'Requirements', design: 'Design', tasks: 'Tasks' };

type Look = { label: string; shape: Shape; color: string };

export const stageLooks: Record<StageState, Look> = {
  skipped: { label: 'not needed', shape: 'dashed', color: 'text-muted-foreground' },
  missing: { label: 'missing', shape: 'dashed', color: 'text-muted-foreground' },
  draft: { label: 'draft', shape: 'hollow', color: 'text-muted-foreground' },
  approved: { label: 'approved', shape: 'check', color: 'text-success' },
  stale: { label: 'changed since its approval', shape: 'half', color: 'text-warning' },
  changes_requested: { label: 'changes requested', shape: 'bang', color: 'text-warning' },
  rejected: { label: 'rejected', shape: 'cross', color: 'text-danger' },
};

type StageIconProps = { state: StageState; className?: string };

export function StageIcon({ state, className }: StageIconProps) {
  const { shape, color } = stageLooks[state];
  return <StateIcon shape={shape} className={cx(color, className)} />;
}
