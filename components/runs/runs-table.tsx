'use client';

import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { InlineText } from '#components/ui/inline-text.tsx';
import { Row, RowLink, Table } from '#components/ui/table.tsx';
import { Age, Elapsed } from '#components/ui/time.tsx';
import { RunStatus } from '#components/vocabulary/run-status.tsx';
import { isStudyTask } from '#core/study/study-task.ts';

export type RunSummary = Answers['runs']['list'][number];

const columns = [
  { label: 'Task' },
  { label: 'State', className: 'w-40' },
  { label: 'Spec', className: 'w-44 max-lg:hidden' },
  { label: 'Model', className: 'w-44 max-lg:hidden' },
  { label: 'Took', className: 'w-20 text-right max-md:hidden' },
  { label: 'Started', className: 'w-28 text-right max-md:hidden' },
];

type RunsTableProps = { label: string; runs: readonly RunSummary[] };

export function RunsTable({ label, runs }: RunsTableProps) {
  const { slug } = useOrganization();
  return (
    <Table label={label} columns={columns}>
      {runs.map((run) => (
        <Row key={run.id}>
          <td className="max-w-0 py-1.5">
            <div className="flex items-baseline gap-2">
              {!isStudyTask(run.taskId) && <span className="text-muted-foreground">{run.taskId}</span>}
              <RowLink href={`/${slug}/runs/${run.id}`} className="truncate">
                <InlineText text={run.taskTitle} />
              </RowLink>
            </div>
          </td>
          <td>
            <RunStatus status={run.status} />
          </td>
          <td className="max-w-44 truncate text-muted-foreground max-lg:hidden">{run.spec.title}</td>
          <td className="max-w-44 truncate text-muted-foreground max-lg:hidden">{run.modelLabel}</td>
          <td className="text-right text-muted-foreground max-md:hidden">
            <Elapsed from={run.createdAt} to={run.finishedAt} />
          </td>
          <td className="text-right text-muted-foreground max-md:hidden">
            <Age at={run.createdAt} />
          </td>
        </Row>
      ))}
    </Table>
  );
}
