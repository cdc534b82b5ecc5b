import type { Metadata } from 'next';
import { CostsSettings } from '#components/governance/costs-settings.tsx';
import { dehydrated, load, trpc } from '../../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Costs' };

type PageProps = { params: Promise<{ organization: string }> };

export default async function Page({ params }: PageProps) {
  const { organization } = await params;
  await load(trpc.budgets.costs.queryOptions({ organization, days: 30 }));
  return <CostsSettings state={dehydrated()} />;
}
