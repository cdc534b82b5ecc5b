'use client';

import { Play } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { InlineText } from '#components/ui/inline-text.tsx';
import { LongList } from '#components/ui/long-list.tsx';
import { type Shape, StateIcon } from '#components/ui/state-icon.tsx';
import type { Task, TasksTree } from '#core/language/spec-tree.ts';
import type { SpecTrace } from '#core/trace/trace.ts';
import { Links } from './links.tsx';

export type TaskProgress = { state: 'open' | 'running' | 'verified' | 'failed'; runId: string | null };

const looks: Record<TaskProgress['state'] | 'ticked', { label: string; shape: Shape; color: string }> = {
  open: { label: 'Open', shape: 'hollow', color: 'text-muted-foreground' },
  running: { label: 'Running', shape: 'ring', color: 'text-accent' },
  verified: { label: 'Verified', shape: 'check', color: 'text-success' },
  failed: { label: 'Failed', shape: 'cross', color: 'text-danger' },
  ticked: { label: 'Ticked in the text, not verified here', shape: 'half', color: 'text-muted-foreground' },
};

type TasksReadingProps = {
  tree: TasksTree;
  trace: SpecTrace;
  progress: Readonly<Record<string, TaskProgress>>;
  runsHref: string;
  onJump: (task: Task) => void;
  onCriterion: (criterionId: string) => void;
  onProperty: (propertyId: string) => void;
  onRun: (task: Task) => void;
};

/** The plan: every task with its state, what it serves, and the button that starts it. */
export function TasksReading({ tree, trace, progress, runsHref, onJump, onCriterion, onProperty, onRun }: TasksReadingProps) {
  if (tree.tasks.length === 0) {
    return (
      <EmptyState title="No task yet">
        A task is a checkbox with a number, such as <code className="font-mono">- [ ] 1. Open the door</code>, and names the criteria that
        it serves.
      </EmptyState>
    );
  }
  const parents = new Set(tree.tasks.map(({ parentId }) => parentId));
  return (
    <LongList items={tree.tasks} itemPx={64}>
      {(tasks) => (
        <ol aria-label="Tasks">
          {tasks.map((task) => {
            const known = progress[task.id];
            const isParent = parents.has(task.id);
            const look = looks[(!known || known.state === 'open') && task.state === 'done' ? 'ticked' : (known?.state ?? 'open')];
            return (
              <li
                key={task.span.start}
                className={cx('relative border-b border-border py-2 pr-3 hover:bg-muted/50', isParent && 'bg-muted/40')}
                style={{ paddingLeft: `${1 + task.depth * 1.25}rem` }}
              >
                <div className="flex items-start gap-2">
                  <span title={look.label} className="mt-0.5">
                    <StateIcon shape={look.shape} className={look.color} />
                    <span className="sr-only">{look.label}</span>
                  </span>
                  <div className="min-w-0 flex-1 space-y-1">
                    <button
                      type="button"
                      data-row
                      aria-label={`Task ${task.id}: show in the text`}
                      onClick={() => onJump(task)}
                      className={cx('text-left after:absolute after:inset-0', isParent && 'font-semibold')}
                    >
                      <span className="mr-2 font-mono text-xs text-muted-foreground">{task.id}</span>
                      <InlineText text={task.title} />
                    </button>
                    {!isParent && (
                      <div className="flex flex-wrap gap-x-3 gap-y-1">
                        <Links label="Serves" ids={trace.tasks.get(task.id)?.criterionIds ?? []} onOpen={onCriterion} />
                        <Links label="Property" ids={task.propertyIds} onOpen={onProperty} />
                        {task.isOptional && <Chip>Optional</Chip>}
                      </div>
                    )}
                  </div>
                  {!isParent && (
                    <span className="relative z-1 flex items-center gap-1.5">
                      {known?.runId && (
                        <GoLink
                          href={`${runsHref}/${known.runId}`}
                          className="rounded-sm px-1 text-xs text-accent hover:underline"
                          aria-label={`Latest run of task ${task.id}`}
                        >
                          {known.state === 'running' ? 'Watch' : 'Run log'}
                        </GoLink>
                      )}
                      {known?.state !== 'running' && (
                        <Button
                          size="sm"
                          variant={known?.state === 'verified' ? 'ghost' : 'secondary'}
                          aria-label={`Run task ${task.id}`}
                          onClick={() => onRun(task)}
                        >
                          <Play aria-hidden="true" className="size-3" />
                          Run
                        </Button>
                      )}
                    </span>
                  )}
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </LongList>
  );
}
