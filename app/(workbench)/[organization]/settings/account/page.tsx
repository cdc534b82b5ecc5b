import type { Metadata } from 'next';
import { AccountSettings } from '#components/governance/account-settings.tsx';
import { dehydrated, load, trpc } from '../../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Account' };

export default async function Page() {
  await load(trpc.account.get.queryOptions());
  return <AccountSettings state={dehydrated()} />;
}
