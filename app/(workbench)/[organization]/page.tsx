import { HydrationBoundary } from '@tanstack/react-query';
import type { Metadata } from 'next';
import { ImportButton } from '#components/projects/import-button.tsx';
import { ProjectsTable } from '#components/projects/projects-table.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { dehydrated, load, trpc } from '../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Projects' };

type ProjectsPageProps = { params: Promise<{ organization: string }> };

export default async function ProjectsPage({ params }: ProjectsPageProps) {
  const { organization } = await params;
  await load(trpc.projects.list.queryOptions({ organization }));
  return (
    <HydrationBoundary state={dehydrated()}>
      <PageHead title="Projects" actions={<ImportButton />} />
      <div className="min-h-0 flex-1 overflow-auto">
        <ProjectsTable />
      </div>
    </HydrationBoundary>
  );
}
