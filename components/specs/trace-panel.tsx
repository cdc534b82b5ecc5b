'use client';

import { EmptyState } from '#components/ui/empty-state.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { LongList } from '#components/ui/long-list.tsx';
import { unverified, VerdictMark, verdictWords } from '#components/vocabulary/verdict.tsx';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Verdict } from '#core/verification/evidence.ts';
import { leavesOf } from './leaves-of.ts';
import { Links } from './links.tsx';
import type { TaskProgress } from './tasks-reading.tsx';

type TracePanelProps = {
  analysis: SpecAnalysis;
  verdicts: Readonly<Record<string, Verdict>>;
  progress: Readonly<Record<string, TaskProgress>>;
  runsHref: string;
  /** Where the same is shown as a table of its own, with its gaps. */
  matrixHref: string;
  onCriterion: (criterionId: string) => void;
  onProperty: (propertyId: string) => void;
  onTask: (taskId: string) => void;
  onVerdict: (criterionId: string) => void;
};

const head = 'h-8 px-2 text-xs font-medium text-muted-foreground first:pl-4 last:pr-4';
const gap = <span className="text-xs text-warning">none</span>;

/** From each criterion to its properties, tasks, runs and evidence. What is missing stands out. */
export function TracePanel({
  analysis,
  verdicts,
  progress,
  runsHref,
  matrixHref,
  onCriterion,
  onProperty,
  onTask,
  onVerdict,
}: TracePanelProps) {
  const criteria = analysis.requirements?.tree.requirements.flatMap((requirement) => requirement.criteria) ?? [];
  if (criteria.length === 0)
    return (
      <EmptyState title="Nothing to trace yet">Once the requirements hold criteria, each is followed here to its evidence.</EmptyState>
    );
  return (
    <>
      <p className="border-b border-border px-4 py-1.5 text-right text-xs">
        <GoLink href={matrixHref} className="text-accent hover:underline">
          Open the matrix
        </GoLink>
      </p>
      <table aria-label="Trace" className="w-full border-collapse text-left">
        <thead className="sticky top-0 z-2 bg-card">
          <tr className="border-b border-border">
            {['Criterion', 'Properties', 'Tasks', 'Run', 'Evidence'].map((name) => (
              <th key={name} scope="col" className={head}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <LongList items={criteria} itemPx={36} as="tbody">
          {(rows) =>
            rows.map(({ id, text, span }) => {
              const { taskIds: allTaskIds = [], propertyIds = [] } = analysis.trace.criteria.get(id) ?? {};
              const taskIds = leavesOf(allTaskIds, analysis.tasks?.tree ?? null);
              const verdict = verdicts[id] ?? unverified;
              const runId =
                verdict.checks.find((check) => check.runId)?.runId ?? taskIds.flatMap((taskId) => progress[taskId]?.runId ?? []).at(0);
              return (
                <tr
                  key={span.start}
                  className="h-9 border-b border-border hover:bg-muted/50 [&>td]:px-2 [&>td:first-child]:pl-4 [&>td:last-child]:pr-4"
                >
                  <td>
                    <button
                      type="button"
                      data-row
                      title={`${id}: ${text}`}
                      onClick={() => onCriterion(id)}
                      className="block max-w-44 truncate text-left font-mono text-xs font-semibold hover:text-accent"
                    >
                      {id}
                    </button>
                  </td>
                  <td>{propertyIds.length > 0 ? <Links label="" ids={propertyIds} onOpen={onProperty} /> : gap}</td>
                  <td>{taskIds.length > 0 ? <Links label="" ids={taskIds} onOpen={onTask} /> : gap}</td>
                  <td className="text-xs">
                    {runId ? (
                      <GoLink href={`${runsHref}/${runId}`} className="text-accent hover:underline">
                        Open
                      </GoLink>
                    ) : (
                      <span className="text-muted-foreground">none</span>
                    )}
                  </td>
                  <td>
                    <button
                      type="button"
                      aria-label={`Verdict of ${id}: ${verdictWords(verdict)}. Show the evidence`}
                      onClick={() => onVerdict(id)}
                      className="flex rounded-sm py-0.5 hover:bg-muted"
                    >
                      <VerdictMark verdict={verdict} />
                    </button>
                  </td>
                </tr>
              );
            })
          }
        </LongList>
      </table>
    </>
  );
}
