import type { Metadata } from 'next';
import { AuditSettings } from '#components/governance/audit-settings.tsx';
import { dehydrated } from '../../../../lib/server-trpc.ts';

export const metadata: Metadata = { title: 'Audit' };

export default function Page() {
  return <AuditSettings state={dehydrated()} />;
}
