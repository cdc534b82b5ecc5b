import type { Metadata } from 'next';
import { dehydrated, load, trpc } from '../../../lib/server-trpc.ts';
import { InboxPage } from './inbox-page.tsx';

export const metadata: Metadata = { title: 'Inbox' };

type PageProps = { params: Promise<{ organization: string }> };

export default async function Page({ params }: PageProps) {
  const { organization } = await params;
  await load(trpc.inbox.list.queryOptions({ organization, show: 'open' }));
  return <InboxPage state={dehydrated()} />;
}
