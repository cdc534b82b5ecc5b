import type { Metadata } from 'next';
import { WebhooksSettings } from '#components/governance/webhooks-settings.tsx';
import { dehydrated, load, trpc } from '../../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Webhooks' };

type PageProps = { params: Promise<{ organization: string }> };

export default async function Page({ params }: PageProps) {
  const { organization } = await params;
  const { actions } = await load(trpc.organizations.get.queryOptions({ organization }));
  if (actions.includes('webhook.configure')) await load(trpc.webhooks.list.queryOptions({ organization }));
  return <WebhooksSettings state={dehydrated()} />;
}
