import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { RunGroups } from '#components/runs/run-groups.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { dehydrated, load, trpc } from '../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Runs' };

type RunsPageProps = { params: Promise<{ organization: string }> };

export default async function RunsPage({ params }: RunsPageProps) {
  const { organization } = await params;
  await load(trpc.runs.list.queryOptions({ organization }));
  return (
    <HydrationBoundary state={dehydrated()}>
      <PageHead title="Runs" />
      <div className="min-h-0 flex-1 overflow-auto">
        <RunGroups />
      </div>
    </HydrationBoundary>
  );
}
