import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';

export type LogSearch = {
  /** How many events hold the words; null while nothing is looked for. */
  found: number | null;
  /** Which of them is shown, from 1; 0 before the first jump. */
  at: number;
  next: () => void;
  previous: () => void;
};

const pauseMs = 150;

/** Looks for words in the whole log, where it is kept, and steps from one to the next. `onHit` gets the number of the event to show. */
export function useLogSearch({
  runId,
  words,
  lastSeq,
  onHit,
}: {
  runId: string;
  words: string;
  lastSeq: number;
  onHit: (seq: number) => void;
}): LogSearch {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const [asked, setAsked] = useState('');
  const [at, setAt] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => {
      setAsked(words.trim());
      setAt(0);
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [words]);
  const { data, refetch } = useQuery({
    ...trpc.runs.search.queryOptions({ organization: slug, runId, words: asked }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
  });
  const seqs = asked === '' ? [] : (data?.seqs ?? []);
  const go = (by: number) => {
    const to = at + by > seqs.length ? 1 : at + by < 1 ? seqs.length : at + by;
    const seq = seqs[to - 1];
    if (seq === undefined) return;
    setAt(to);
    onHit(seq);
    // What was said since is looked through with the next step.
    if (to === seqs.length && lastSeq > seq) void refetch();
  };
  return { found: asked === '' ? null : (data?.found ?? 0), at, next: () => go(1), previous: () => go(-1) };
}
