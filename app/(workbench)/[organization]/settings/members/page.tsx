import type { Metadata } from 'next';
import { MembersSettings } from '#components/governance/members-settings.tsx';
import { dehydrated, load, trpc } from '../../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Members' };

type PageProps = { params: Promise<{ organization: string }> };

export default async function Page({ params }: PageProps) {
  const { organization } = await params;
  await load(trpc.members.list.queryOptions({ organization }));
  await load(trpc.teams.list.queryOptions({ organization }));
  return <MembersSettings state={dehydrated()} />;
}
