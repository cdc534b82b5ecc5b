import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../lib/server-trpc.ts';
import { RunsPage } from './runs-page.tsx';

export const metadata: Metadata = { title: 'Runs' };

type PageProps = { params: Promise<{ organization: string }> };

export default async function Page({ params }: PageProps) {
  const { organization } = await params;
  await load(trpc.runs.list.queryOptions({ organization }));
  return <RunsPage state={dehydrated()} />;
}
