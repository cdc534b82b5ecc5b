import type { Metadata } from 'next';
import { readBoardAddress } from '#components/pipeline/board-address.ts';
import { dehydrated, load, trpc } from '../../../lib/server-trpc.ts';
import { SpecsPage } from './specs-page.tsx';

export const metadata: Metadata = { title: 'Specs' };

type PageProps = { params: Promise<{ organization: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ params, searchParams }: PageProps) {
  const { organization } = await params;
  await Promise.all([load(trpc.pipeline.board.queryOptions({ organization })), load(trpc.pipeline.views.queryOptions({ organization }))]);
  return <SpecsPage state={dehydrated()} address={readBoardAddress(await searchParams)} />;
}
