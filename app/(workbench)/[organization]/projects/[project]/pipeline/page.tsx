import type { Metadata } from 'next';
import { readBoardAddress } from '#components/pipeline/board-address.ts';
import { dehydrated, load, trpc } from '../../../../../lib/server-trpc.ts';
import { PipelinePage } from './pipeline-page.tsx';

type PageProps = {
  params: Promise<{ organization: string; project: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { name } = await load(trpc.projects.get.queryOptions(await params));
  return { title: `Pipeline of ${name}` };
}

export default async function Page({ params, searchParams }: PageProps) {
  const where = await params;
  const [{ name }] = await Promise.all([
    load(trpc.projects.get.queryOptions(where)),
    load(trpc.pipeline.board.queryOptions(where)),
    load(trpc.pipeline.views.queryOptions(where)),
  ]);
  return <PipelinePage state={dehydrated()} project={where.project} name={name} address={readBoardAddress(await searchParams)} />;
}
