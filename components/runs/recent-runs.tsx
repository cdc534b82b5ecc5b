'use client';

import { useQuery } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { RunsTable } from './runs-table.tsx';

const shown = 8;

/** The latest runs of a project. */
export function RecentRuns({ project }: { project: string }) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const { data: runs = [] } = useQuery(trpc.runs.list.queryOptions({ organization: slug, project }));
  return (
    <section aria-label="Recent runs" className="mt-6">
      <h2 className="flex h-9 items-center border-b border-border px-4 font-medium md:px-5">Recent runs</h2>
      {runs.length > 0 ? (
        <RunsTable label="Recent runs" runs={runs.slice(0, shown)} />
      ) : (
        <p className="px-4 py-3 text-muted-foreground md:px-5">
          No task of this project has been run yet. Open a spec, approve its documents, then run a task.
        </p>
      )}
    </section>
  );
}
