'use client';

import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type NewPlace, readNewPlace } from '#components/comments/new-place.ts';
import { type PlacedThread, placeThreads } from '#components/comments/threads.ts';
import { useThreads } from '#components/comments/use-threads.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { useDraft } from '#components/ui/use-draft.ts';
import { stageNames } from '#components/vocabulary/stage-state.tsx';
import type { Place } from '#core/comments/anchor.ts';
import { itemAt } from '#core/comments/item.ts';
import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Span } from '#core/language/span.ts';
import { type Address, writeAddress } from './address.ts';
import { usePendingReview } from './use-pending-review.ts';

type UseComments = {
  specId: string;
  /** The document that stands in the place of the requirements, if there is one. */
  proposalId: string | null;
  analysis: SpecAnalysis;
  address: Address;
  onGo: (change: Partial<Address>) => void;
  /** Shows a place of the document that the address names. */
  onShow: (span: Span) => void;
};

const nowhere: ReadonlyMap<string, Place> = new Map();
const itemWords = { criterion: 'Criterion', requirement: 'Requirement', property: 'Property', task: 'Task' } as const;

/** The conversations about a spec as its page shows them: where they are, which one is open, where one is about to start. */
export function useComments({ specId, proposalId, analysis, address, onGo, onShow }: UseComments) {
  const { slug: organization, user, can } = useOrganization();
  const trpc = useTRPC();
  const actions = useThreads(specId);
  const [places, setPlaces] = useState(nowhere);
  // Kept with the words of the draft: after a reload both are there again.
  const kept = useDraft(`${user.id}:place:${specId}`);
  const starting = useMemo(() => readNewPlace(kept.text), [kept.text]);
  const review = usePendingReview(user.id, specId);
  const threads = useMemo(() => placeThreads(actions.threads, places), [actions.threads, places]);
  const { mutate: mark } = useMutation(trpc.inbox.mark.mutationOptions());
  const selected = address.thread;
  const mayHaveNotices = can('inbox.own');

  // Whoever reads a thread has read what the inbox says of it.
  useEffect(() => {
    if (selected !== null && mayHaveNotices) mark({ organization, which: { cause: `thread:${selected}` }, as: 'read' });
  }, [selected, mayHaveNotices, mark, organization]);

  // A link leads to a thread's words as soon as they are known.
  const linked = useRef(selected);
  const latestShow = useRef(onShow);
  useEffect(() => {
    latestShow.current = onShow;
    const thread = threads.find(({ id }) => id === linked.current);
    if (!thread) return;
    linked.current = null;
    if (thread.now.state === 'there') latestShow.current(thread.now.span);
  });

  const aboutOf = useCallback(
    ({ documentId, stage, item, now }: PlacedThread): string => {
      if (documentId === proposalId) return 'Proposal';
      const known = now.state === 'there' ? itemAt(analysis, stage, now.span.start) : item;
      return known ? `${itemWords[known.kind]} ${known.id}` : stageNames[stage];
    },
    [analysis, proposalId],
  );
  const onOpen = (thread: PlacedThread) => {
    const beside = thread.documentId === proposalId ? ('proposal' as const) : null;
    onGo({
      thread: thread.id === selected ? null : thread.id,
      document: thread.stage,
      beside,
      panel: 'comments',
      at: null,
      evidence: null,
    });
    if (thread.id !== selected && thread.now.state === 'there') onShow(thread.now.span);
  };
  return {
    actions,
    /** Comments that wait to be sent with a decision; null where the person decides nothing. */
    review: { ...review, mayAdd: can('approval.decide') },
    threads,
    openCount: threads.filter(({ resolved }) => resolved === null).length,
    selected,
    starting,
    aboutOf,
    onOpen,
    onOpenId: (threadId: string) => {
      const thread = threads.find(({ id }) => id === threadId);
      if (thread && threadId !== selected) onOpen(thread);
    },
    onStart: (place: NewPlace) => {
      kept.write(JSON.stringify(place));
      onGo({ panel: 'comments', thread: null, evidence: null });
    },
    onStarted: (threadId: string | null) => {
      kept.forget();
      if (threadId !== null) onGo({ thread: threadId });
    },
    onPlaces: setPlaces,
    linkOf: (threadId: string) => () =>
      `${window.location.origin}${window.location.pathname}${writeAddress({ ...address, panel: 'comments', thread: threadId, at: null, evidence: null })}`,
  };
}

export type SpecComments = ReturnType<typeof useComments>;
