'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { Row, Table } from '#components/ui/table.tsx';
import { dollars } from '#core/budget/price.ts';
import type { RunState } from '#core/run/fold-run.ts';
import { ContextParts } from './context-parts.tsx';

const columns = [
  { label: 'Step' },
  { label: 'Model', className: 'max-md:hidden' },
  { label: 'Input', className: 'w-24 text-right' },
  { label: 'Cached', className: 'w-24 text-right max-md:hidden' },
  { label: 'Output', className: 'w-24 text-right' },
  { label: 'Cost', className: 'w-28 text-right' },
];

type CostLine = Answers['runs']['costs'][number];

const count = (value: number) => value.toLocaleString('en-US');
const inDollars = (micro: number | null) => (micro === null ? 'no price' : dollars(micro));

type CostViewProps = { runId: string; revision: number; context: RunState['context'] };

/** What a run has spent, step by step. `revision` rises with each spending: what is shown is read again then. */
export function CostView({ runId, revision, context }: CostViewProps) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const { data: lines, error, refetch } = useQuery(trpc.runs.costs.queryOptions({ organization: slug, runId }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: each spending of the run is a reason to look again
  useEffect(() => {
    void refetch({ cancelRefetch: false });
  }, [revision, refetch]);
  if (error) {
    return (
      <Notice tone="danger" role="alert" className="m-4">
        {error.message}
      </Notice>
    );
  }
  if (!lines) return <p className="late p-5 text-muted-foreground">Adding up what was spent</p>;
  if (lines.length === 0)
    return <EmptyState title="Nothing spent yet">What each answer of the model took shows here, step by step.</EmptyState>;
  const sum = (pick: (line: CostLine) => number) => lines.reduce((total, line) => total + pick(line), 0);
  const isPriced = lines.some(({ cost }) => cost !== null);
  const total = isPriced ? sum(({ cost }) => cost ?? 0) : null;
  return (
    <div className="h-full overflow-auto">
      {context && <ContextParts {...context} />}
      <Table label="What the run has spent, by step" columns={columns}>
        {lines.map(({ step, model, input, cached, output, cost }) => (
          <Row key={step}>
            <td className="font-mono text-xs">{step}</td>
            <td className="truncate text-muted-foreground max-md:hidden">{model}</td>
            <td className="text-right">{count(input)}</td>
            <td className="text-right text-muted-foreground max-md:hidden">{count(cached)}</td>
            <td className="text-right">{count(output)}</td>
            <td className="text-right">{inDollars(cost)}</td>
          </Row>
        ))}
        <Row>
          <td className="font-medium">All {lines.length} steps</td>
          <td className="max-md:hidden" />
          <td className="text-right font-medium">{count(sum(({ input }) => input))}</td>
          <td className="text-right font-medium max-md:hidden">{count(sum(({ cached }) => cached))}</td>
          <td className="text-right font-medium">{count(sum(({ output }) => output))}</td>
          <td className="text-right font-medium">{inDollars(total)}</td>
        </Row>
      </Table>
    </div>
  );
}
