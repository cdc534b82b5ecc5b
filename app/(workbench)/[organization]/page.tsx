import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../lib/server-trpc.ts';
import { ProjectsPage } from './projects-page.tsx';

export const metadata: Metadata = { title: 'Projects' };

type PageProps = { params: Promise<{ organization: string }> };

export default async function Page({ params }: PageProps) {
  const { organization } = await params;
  await Promise.all([
    load(trpc.projects.list.queryOptions({ organization })),
    load(trpc.organizations.firstSteps.queryOptions({ organization })),
  ]);
  return <ProjectsPage state={dehydrated()} />;
}
