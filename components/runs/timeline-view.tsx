'use client';

import { useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { formatDuration } from '#components/ui/format-time.ts';
import type { RunState } from '#core/run/fold-run.ts';
import { RetryDialog } from './retry-dialog.tsx';
import { timelineOf } from './timeline.ts';

type TimelineViewProps = {
  state: RunState;
  onOpen: (stepKey: string) => void;
  run: Answers['runs']['get'];
};

/** The turn that a step of the model asks for. */
function turnOf(stepKey: string | null): number | null {
  const found = /^model-(\d+):/.exec(stepKey ?? '');
  return found ? Number(found[1]) : null;
}

const colors = {
  done: 'bg-success/70',
  failed: 'bg-danger/70',
  interrupted: 'bg-warning/60',
  going: 'bg-accent/70',
  waited: 'bg-warning-soft border border-warning/50',
} as const;

/** When each step ran, attempt by attempt, and when the run waited for people: bars along one clock. */
export function TimelineView({ state, onOpen, run }: TimelineViewProps) {
  const { can } = useOrganization();
  const [retried, setRetried] = useState<number | null>(null);
  const mayRetry = can('run.start') && state.outcome !== null && state.mergedCommit === null;
  const { rows, from, to } = timelineOf(state);
  if (rows.length === 0) return <EmptyState title="Nothing has begun yet">Each step of the run shows here as it begins.</EmptyState>;
  const share = (at: number) => `${(100 * (at - from)) / Math.max(1, to - from)}%`;
  return (
    <div className="h-full overflow-auto">
      <div className="sticky top-0 z-10 flex h-8 items-center border-b border-border bg-card px-4 text-xs text-muted-foreground">
        <span className="w-56 shrink-0 max-md:w-32">Step</span>
        <span className="flex flex-1 justify-between">
          <span>0 s</span>
          <span>{formatDuration(to - from)}</span>
        </span>
        <span className="w-24 shrink-0 text-right">Took</span>
      </div>
      <ol aria-label="Steps along the time of the run">
        {rows.map(({ key, title, note, kind, startedAt, endedAt, stepKey }) => (
          <li key={key} className="group/bar relative">
            <button
              type="button"
              data-row
              disabled={stepKey === null}
              onClick={() => stepKey !== null && onOpen(stepKey)}
              className="flex h-7 w-full items-center px-4 text-left hover:bg-muted"
            >
              <span className="w-56 shrink-0 truncate pr-3 max-md:w-32">
                {title}
                {note && <span className="ml-2 text-xs text-muted-foreground">{note}</span>}
              </span>
              <span className="relative h-3 flex-1">
                <span
                  aria-hidden="true"
                  className={cx('absolute inset-y-0 min-w-0.5 rounded-sm', colors[kind])}
                  style={{ left: share(startedAt), width: `calc(${share(endedAt)} - ${share(startedAt)})` }}
                />
              </span>
              <span className="w-24 shrink-0 text-right text-xs text-muted-foreground">
                {kind === 'going' ? 'running' : formatDuration(endedAt - startedAt)}
              </span>
            </button>
            <RetryHere turn={mayRetry && kind === 'done' ? turnOf(stepKey) : null} onRetry={setRetried} />
          </li>
        ))}
      </ol>
      {retried !== null && <RetryDialog run={run} turn={retried} onClose={() => setRetried(null)} />}
    </div>
  );
}

function RetryHere({ turn, onRetry }: { turn: number | null; onRetry: (turn: number) => void }) {
  if (turn === null) return null;
  return (
    <button
      type="button"
      onClick={() => onRetry(turn)}
      aria-label={`Retry from turn ${turn + 1}`}
      className="absolute top-0.5 right-4 h-6 rounded border border-border bg-card px-2 text-xs opacity-0 group-hover/bar:opacity-100 hover:bg-muted focus-visible:opacity-100"
    >
      Retry from here
    </button>
  );
}
