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

/** What the last request to the model was made of, in the order in which it was sent. */
function ContextParts({ step, parts }: NonNullable<RunState['context']>) {
  const most = Math.max(1, ...parts.map(({ tokens }) => tokens));
  const all = parts.reduce((sum, { tokens }) => sum + tokens, 0);
  return (
    <section aria-labelledby="context-parts" className="border-b border-border px-4 py-3 md:px-5">
      <h3 id="context-parts" className="font-medium">
        The last request: {count(all)} tokens
      </h3>
      <p className="text-xs text-muted-foreground">
        Step <code className="font-mono">{step}</code>, in the order in which it was sent; shared out by length.
      </p>
      <dl className="mt-2 grid max-w-[60rem] grid-cols-[minmax(8rem,14rem)_1fr_5rem] items-center gap-x-3 gap-y-1 text-xs max-md:grid-cols-[minmax(7rem,1fr)_4rem_4rem]">
        {parts.map(({ part, tokens }) => (
          <div key={part} className="contents">
            <dt className="truncate">{part}</dt>
            <dd aria-hidden="true" className="h-2 overflow-hidden rounded-sm bg-muted">
              <div className="h-full rounded-sm bg-accent/60" style={{ width: `${(tokens / most) * 100}%` }} />
            </dd>
            <dd className="text-right tabular-nums">{count(tokens)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
