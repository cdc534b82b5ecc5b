import type { Metadata } from 'next';
import { ModelsSettings } from '#components/governance/models-settings.tsx';
import { dehydrated, load, trpc } from '../../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Models' };

type PageProps = { params: Promise<{ organization: string }> };

export default async function Page({ params }: PageProps) {
  const { organization } = await params;
  await Promise.all([load(trpc.models.list.queryOptions({ organization })), load(trpc.externalAgents.list.queryOptions({ organization }))]);
  return <ModelsSettings state={dehydrated()} />;
}
