'use client';

import { useQuery } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { GoLink } from '#components/ui/go-link.tsx';
import { Notice } from '#components/ui/notice.tsx';

type DriftNoticeProps = { runId: string; specHref: string; isGoing: boolean };

/** Says that the spec of a run is no longer the one that it was started from, with the way to what differs. */
export function DriftNotice({ runId, specHref, isGoing }: DriftNoticeProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const { data } = useQuery(trpc.pipeline.runDrift.queryOptions({ organization, runId }, { refetchInterval: isGoing ? 20_000 : false }));
  if (!data || data.changed.length === 0) return null;
  return (
    <Notice tone="warning" className="mx-4 mt-2 md:mx-5">
      {isGoing
        ? 'The spec changed since this run started. Its agent is told when the text has come to rest; approvals are of the earlier text.'
        : 'The spec changed since this run started.'}{' '}
      {data.changed.map(({ documentId, stage, from, change }, at) => (
        <span key={documentId}>
          {at > 0 && ', '}
          <GoLink href={`${specHref}/history?document=${stage}&from=${from}`} className="text-accent hover:underline">
            {stage}
          </GoLink>
          {change === 'cosmetic' && ' (prose only)'}
        </span>
      ))}
      .
    </Notice>
  );
}
