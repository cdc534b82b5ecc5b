import type { Metadata } from 'next';
import { AgentPolicyPage } from '#components/governance/agent-policy-page.tsx';
import { dehydrated, load, trpc } from '../../../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Agent policy' };

type PageProps = { params: Promise<{ organization: string; project: string }> };

export default async function Page({ params }: PageProps) {
  const { organization, project } = await params;
  await Promise.all([
    load(trpc.policies.agents.queryOptions({ organization, project })),
    load(trpc.mcpServers.list.queryOptions({ organization, project })),
  ]);
  return <AgentPolicyPage state={dehydrated()} project={project} />;
}
