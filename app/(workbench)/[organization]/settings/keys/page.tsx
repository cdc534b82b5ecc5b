import type { Metadata } from 'next';
import { KeysSettings } from '#components/governance/keys-settings.tsx';
import { dehydrated, load, trpc } from '../../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Keys' };

type PageProps = { params: Promise<{ organization: string }> };

export default async function Page({ params }: PageProps) {
  const { organization } = await params;
  await load(trpc.keys.list.queryOptions({ organization }));
  await load(trpc.keys.scopes.queryOptions({ organization }));
  return <KeysSettings state={dehydrated()} />;
}
