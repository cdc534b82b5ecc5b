import type { Metadata } from 'next';
import { NoticesSettings } from '#components/governance/notices-settings.tsx';
import { dehydrated, load, trpc } from '../../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Notices' };

type PageProps = { params: Promise<{ organization: string }> };

export default async function Page({ params }: PageProps) {
  const { organization } = await params;
  await load(trpc.inbox.settings.queryOptions({ organization }));
  return <NoticesSettings state={dehydrated()} />;
}
