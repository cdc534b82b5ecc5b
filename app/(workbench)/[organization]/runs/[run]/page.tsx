import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../../lib/server-trpc.ts';
import { readRunAddress } from './run-address.ts';
import { RunPage } from './run-page.tsx';

type PageProps = {
  params: Promise<{ organization: string; run: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

const query = async (params: PageProps['params']) => {
  const { organization, run } = await params;
  return trpc.runs.get.queryOptions({ organization, runId: run });
};

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { taskId, taskTitle } = await load(await query(params));
  return { title: `${taskId} ${taskTitle.replaceAll('`', '')}` };
}

export default async function Page({ params, searchParams }: PageProps) {
  const { id } = await load(await query(params));
  return <RunPage state={dehydrated()} runId={id} address={readRunAddress(await searchParams)} />;
}
