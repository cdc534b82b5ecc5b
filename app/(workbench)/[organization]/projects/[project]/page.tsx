import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../../lib/server-trpc.ts';
import { ProjectPage } from './project-page.tsx';

type PageProps = { params: Promise<{ organization: string; project: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { name } = await load(trpc.projects.get.queryOptions(await params));
  return { title: name };
}

export default async function Page({ params }: PageProps) {
  const where = await params;
  await Promise.all([load(trpc.projects.get.queryOptions(where)), load(trpc.runs.list.queryOptions(where))]);
  return <ProjectPage state={dehydrated()} project={where.project} />;
}
