'use client';

import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { DiffView } from '#components/editor/diff-view.tsx';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { type PageState, WithAnswers } from '#components/shell/page.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Revisions } from '#components/specs/revisions.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { onDemand } from '#components/ui/on-demand.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import { stageNames } from '#components/vocabulary/stage-state.tsx';
import { documentSlots } from '#core/pipeline/stages.ts';
import { type HistoryAddress, writeHistoryAddress } from './history-address.ts';

/** The list of kept texts is read first; what shows two of them side by side comes with them. */
const ComparedTexts = onDemand(() => import('#components/page/compared-texts.tsx').then((module) => module.ComparedTexts));

type HistoryPageProps = { project: string; spec: string; address: HistoryAddress };
type Listed = Answers['revisions']['list'];

/** The kept texts of a spec's documents, and the difference between any two of them. */
export function HistoryPage({ state, ...where }: PageState & HistoryPageProps) {
  return (
    <WithAnswers state={state}>
      <History {...where} />
    </WithAnswers>
  );
}

function History({ project, spec: slug, address: opened }: HistoryPageProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const [address, setAddress] = useState(opened);
  const { data: spec } = useSuspenseQuery(trpc.specs.get.queryOptions({ organization, project, spec: slug }));
  const document =
    address.document === 'readings' || address.document === 'proposal'
      ? spec[address.document]
      : spec.documents.find(({ stage }) => stage === address.document);
  const go = (change: Partial<HistoryAddress>) => {
    const next = { ...address, ...change };
    setAddress(next);
    window.history.replaceState(null, '', `${window.location.pathname}${writeHistoryAddress(next)}`);
  };
  return (
    <>
      <PageHead
        title="History"
        crumbs={[
          { label: 'Projects', href: `/${organization}` },
          { label: spec.project.name, href: `/${organization}/projects/${project}` },
          { label: spec.title, href: `/${organization}/projects/${project}/specs/${slug}` },
        ]}
      />
      <Tabs
        label="Documents"
        className="min-h-0 flex-1"
        panelClassName="overflow-hidden"
        tabs={documentSlots
          .filter((kind) => kind !== 'proposal' || spec.proposal !== null)
          .map((kind) => ({ id: kind, label: kind === 'readings' ? 'Readings' : kind === 'proposal' ? 'Proposal' : stageNames[kind] }))}
        selected={address.document}
        onSelect={(kind) => go({ document: kind, from: null, to: null })}
      >
        {document ? (
          <DocumentHistory
            key={document.id}
            documentId={document.id}
            path={document.path}
            text={document.text}
            address={address}
            onGo={go}
          />
        ) : (
          <EmptyState title={`No ${address.document} document`}>This spec has none, so it has no history.</EmptyState>
        )}
      </Tabs>
    </>
  );
}

type DocumentHistoryProps = {
  documentId: string;
  path: string;
  text: string;
  address: HistoryAddress;
  onGo: (change: Partial<HistoryAddress>) => void;
};

/** Readings and JSON are compared line by line: they have no page. */
const hasPage = (path: string): boolean => path.endsWith('.md');

function DocumentHistory({ documentId, path, address, onGo }: DocumentHistoryProps) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: listed } = useSuspenseQuery(trpc.revisions.list.queryOptions({ organization, documentId, take: 100 }));
  const from = address.from ?? startOf(listed);
  const to = address.to ?? listed.now;
  const isPair = from !== null && from !== to;
  const before = useQuery({
    ...trpc.revisions.get.queryOptions({ organization, documentId, sha256: from ?? '' }),
    enabled: isPair,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const after = useQuery({
    ...trpc.revisions.get.queryOptions({ organization, documentId, sha256: to }),
    enabled: isPair,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const settled = { onError: ({ message }: { message: string }) => say(message, 'danger') };
  const refresh = () => Promise.all([trpc.revisions, trpc.specs].map((known) => queryClient.invalidateQueries(known.pathFilter())));
  const restore = useMutation(
    trpc.revisions.restore.mutationOptions({
      ...settled,
      onSuccess: ({ isChanged }) =>
        say(isChanged ? 'The text is what it was. What it was until now is kept.' : 'That is the text already.'),
      onSettled: refresh,
    }),
  );
  const seen = useMutation(
    trpc.revisions.markSeen.mutationOptions({
      ...settled,
      onSuccess: () => say('What changes from here on will be shown.'),
      onSettled: refresh,
    }),
  );
  const error = before.error ?? after.error;
  return (
    <div className="flex h-full min-h-0 max-md:flex-col">
      <Revisions
        listed={listed}
        from={from}
        to={to}
        onCompare={(change) => onGo(change)}
        canName={can('document.edit')}
        documentId={documentId}
      />
      <div className="flex min-w-0 flex-1 flex-col">
        <div className="flex flex-wrap items-center gap-2 border-b border-border px-4 py-1.5">
          <div className="flex gap-1">
            {(hasPage(path) ? (['page', 'source'] as const) : []).map((as) => (
              <Button
                key={as}
                size="sm"
                aria-pressed={address.as === as}
                variant={address.as === as ? 'secondary' : 'ghost'}
                onClick={() => onGo({ as })}
              >
                {as === 'page' ? 'Page' : 'Source'}
              </Button>
            ))}
          </div>
          <span className="flex-1" />
          <Button
            size="sm"
            onClick={() => seen.mutate({ organization, documentId })}
            disabled={seen.isPending || listed.seen?.sha256 === listed.now}
          >
            Mark as seen
          </Button>
          {can('document.edit') && to !== listed.now && (
            <ConfirmButton
              label="Restore this text"
              name={`Restore revision ${to.slice(0, 8)}`}
              onConfirm={() => restore.mutate({ organization, documentId, sha256: to })}
            />
          )}
        </div>
        <div className="min-h-0 flex-1 overflow-auto bg-card">
          {error ? (
            <p className="p-4 text-danger">{error.message}</p>
          ) : !isPair ? (
            <EmptyState title="Nothing to compare">
              {listed.revisions.length === 0
                ? 'A text is kept at each decision, when somebody names it, and after it has come to rest.'
                : 'Choose two texts of the list.'}
            </EmptyState>
          ) : before.data && after.data ? (
            <Compared
              key={`${from} ${to} ${address.as}`}
              as={hasPage(path) ? address.as : 'source'}
              before={before.data.text}
              after={after.data.text}
              path={path}
              names={{ before: nameOf(listed, from), after: nameOf(listed, to) }}
            />
          ) : (
            <p className="late p-4 text-muted-foreground">Reading both texts</p>
          )}
        </div>
      </div>
    </div>
  );
}

type ComparedProps = { as: 'page' | 'source'; before: string; after: string; path: string; names: { before: string; after: string } };

/** As the texts read, or as they are written: both word by word, both with two columns that scroll as one. */
function Compared({ as, before, after, path, names }: ComparedProps) {
  if (as === 'page') return <ComparedTexts before={before} after={after} names={names} />;
  return (
    <div className="flex h-full flex-col">
      <div className="grid grid-cols-2 border-b border-border text-xs text-muted-foreground">
        <h2 className="truncate px-4 py-1">{names.before}</h2>
        <h2 className="truncate px-4 py-1">{names.after}</h2>
      </div>
      <div className="min-h-0 flex-1">
        <DiffView before={before} after={after} path={path} />
      </div>
    </div>
  );
}

/** What a comparison starts from: what the person looked at last, else the newest kept text that differs from today's. */
function startOf({ now, seen, revisions }: Listed): string | null {
  if (seen && seen.sha256 !== now) return seen.sha256;
  return revisions.find(({ sha256 }) => sha256 !== now)?.sha256 ?? null;
}

function nameOf({ now, seen, revisions }: Listed, sha256: string): string {
  const known = revisions.find((revision) => revision.sha256 === sha256);
  const name = known?.name ?? (sha256 === now ? 'As it is now' : sha256 === seen?.sha256 ? 'As you saw it last' : 'Revision');
  return `${name} (${sha256.slice(0, 8)})`;
}
