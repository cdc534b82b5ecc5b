import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../lib/server-trpc.ts';
import { RunsPage } from './runs-page.tsx';

export const metadata: Metadata = { title: 'Runs' };

type PageProps = { params: Promise<{ organization: string }> };

export default async function Page({ params }: PageProps) {
  const { organization } = await params;
  await Promise.all([
    load(trpc.runs.list.queryOptions({ organization })),
    load(trpc.waves.list.queryOptions({ organization, isActive: true })),
  ]);
  return <RunsPage state={dehydrated()} />;
}
