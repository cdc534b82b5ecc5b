'use client';

import { useQuery } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Hash } from '#components/ui/hash.tsx';
import { Age } from '#components/ui/time.tsx';
import { StageIcon } from '#components/vocabulary/stage-state.tsx';
import { decisionNames } from './decision.ts';

/** Every decision on a spec, newest first. */
export function ApprovalsPanel({ specId }: { specId: string }) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const { data: approvals, error } = useQuery(trpc.approvals.list.queryOptions({ organization: slug, specId }));
  if (error) return <p className="p-4 text-danger">{error.message}</p>;
  if (!approvals) return <p className="late p-4 text-muted-foreground">Reading the decisions</p>;
  if (approvals.length === 0) {
    return (
      <EmptyState title="No decision yet">
        A decision names the exact text that it was made on, and goes stale when that text changes.
      </EmptyState>
    );
  }
  return (
    <ol aria-label="Decisions">
      {approvals.map(({ id, stageName, decision, revisions, summary, isRenewal, isWithdrawn, role, by, at }) => (
        <li key={id} className="flex gap-2 border-b border-border px-4 py-2.5">
          <StageIcon state={isWithdrawn ? 'draft' : decision} className="mt-0.5" />
          <div className="min-w-0 flex-1">
            <p>
              <span className="font-medium">{by}</span> ({role}){' '}
              {isRenewal ? 'renewed the approval of' : decisionNames[decision].done.toLowerCase()} {stageName.toLowerCase()}
              {isWithdrawn && ', and took it back'}
            </p>
            {summary && <p className="mt-0.5 break-words whitespace-pre-wrap">{summary}</p>}
            <p className="mt-0.5 text-xs text-muted-foreground">
              <Age at={at} />
              {revisions.map(({ documentId, kind, sha256 }) => (
                <span key={documentId}>
                  , {revisions.length > 1 && `${kind} `}revision <Hash of={sha256} label="Revision" />
                </span>
              ))}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
