import type { Metadata } from 'next';
import { PolicyPage } from '#components/governance/policy-page.tsx';
import { dehydrated, load, trpc } from '../../../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Approval policy' };

type PageProps = { params: Promise<{ organization: string; project: string }> };

export default async function Page({ params }: PageProps) {
  const { organization, project } = await params;
  await load(trpc.policies.get.queryOptions({ organization, project }));
  return <PolicyPage state={dehydrated()} project={project} />;
}
