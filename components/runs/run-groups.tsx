'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { isActive, needsAttention } from '#components/vocabulary/run-status.tsx';
import { type RunSummary, RunsTable } from './runs-table.tsx';

const groups: readonly { label: string; holds: (run: RunSummary) => boolean }[] = [
  { label: 'Needs attention', holds: ({ status }) => needsAttention.has(status) },
  { label: 'Running', holds: ({ status }) => isActive(status) && status !== 'paused' && !needsAttention.has(status) },
  { label: 'Parked', holds: ({ status }) => status === 'paused' },
  { label: 'Done', holds: ({ status }) => !isActive(status) && !needsAttention.has(status) },
];

/** All runs, those that wait for a person first. */
export function RunGroups() {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const { data: runs } = useSuspenseQuery(trpc.runs.list.queryOptions({ organization: slug }));
  if (runs.length === 0) {
    return (
      <EmptyState title="No run yet">
        A run is one task of a spec, carried out by an agent in a sandbox. Open a spec whose three documents are approved and choose Run
        beside a task.
      </EmptyState>
    );
  }
  return groups.map(({ label, holds }) => {
    const held = runs.filter(holds);
    if (held.length === 0) return null;
    return (
      <section key={label} aria-label={label}>
        <h2 className="sticky top-0 z-10 flex h-9 items-center gap-2 border-b border-border bg-background px-4 font-medium md:px-5">
          {label}
          <span className="font-normal text-muted-foreground">{held.length}</span>
        </h2>
        <RunsTable label={label} runs={held} />
      </section>
    );
  });
}
