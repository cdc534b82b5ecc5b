import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../../../lib/server-trpc.ts';
import { RepositoryPage } from './repository-page.tsx';

export const metadata: Metadata = { title: 'Repository' };

type PageProps = {
  params: Promise<{ organization: string; project: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function Page({ params, searchParams }: PageProps) {
  const { organization, project } = await params;
  const { spec: named } = await searchParams;
  const spec = typeof named === 'string' ? named : null;
  await load(trpc.repository.changes.queryOptions({ organization, project, spec }));
  return <RepositoryPage state={dehydrated()} project={project} spec={spec} />;
}
