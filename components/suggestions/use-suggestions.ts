'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { TRPCClientError } from '@trpc/client';
import { useCallback, useMemo } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC, useTRPCClient } from '#components/shell/trpc-provider.tsx';
import type { Hunk } from '#core/edits/suggestion.ts';

type Answer = Answers['suggestions']['list'];
export type ListedSuggestion = Answer['suggestions'][number];
type Decided = Answers['suggestions']['decide'];

/** Codes that say: the same again later may well be taken. */
const passing = new Set(['CONFLICT', 'TIMEOUT', 'INTERNAL_SERVER_ERROR']);

export type Suggestions = ReturnType<typeof useSuggestions>;

/**
 * The suggestions of a document, as they are written: the first answer brings all that are open, each further one what is new
 * since. `useChanges` says when to ask.
 */
export function useSuggestions(documentId: string | null) {
  const { slug: organization, user, can } = useOrganization();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const first = { organization, documentId: documentId ?? '', after: 0 };
  const { queryKey } = trpc.suggestions.list.queryOptions(first);
  const { data } = useQuery({
    queryKey,
    enabled: documentId !== null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<Answer> => {
      const known = queryClient.getQueryData(queryKey);
      const news = await client.suggestions.list.query({ ...first, after: known?.seq ?? 0 }, { signal });
      return known ? merge(known, news) : news;
    },
  });
  const again = () => queryClient.invalidateQueries({ queryKey });
  const told = { onSettled: again, onError: ({ message }: { message: string }) => say(message, 'danger') };
  const decide = useMutation(trpc.suggestions.decide.mutationOptions({ ...told, onSuccess: sayDecided }));
  const withdraw = useMutation(trpc.suggestions.withdraw.mutationOptions(told));
  const reopen = useMutation(trpc.suggestions.reopen.mutationOptions(told));
  const target = { organization, documentId: documentId ?? '' };

  const write = useCallback(
    async (changes: { id: string; hunks: Hunk[] | null }[]) => {
      try {
        await client.suggestions.write.mutate({ organization, documentId: documentId ?? '', changes });
        return 'written' as const;
      } catch (error) {
        // Without an answer there is no code: the server cannot be reached.
        const code = error instanceof TRPCClientError ? (error.data as { code?: string } | undefined)?.code : undefined;
        if (code === undefined || passing.has(code)) return 'later' as const;
        say(error instanceof Error ? error.message : 'The suggestion was refused.', 'danger');
        return 'refused' as const;
      }
    },
    [client, organization, documentId],
  );
  const suggestions = data?.suggestions;
  const open = useMemo(() => suggestions?.filter(({ status }) => status === 'open') ?? [], [suggestions]);
  const decided = useMemo(
    () => suggestions?.filter(({ status }) => status === 'accepted' || status === 'rejected').toReversed() ?? [],
    [suggestions],
  );
  const known = useMemo(
    () =>
      open.map(({ id, author, source, hunks }) => ({ id, authorId: author.id, isTyped: source.kind === 'typing', isOpen: true, hunks })),
    [open],
  );
  return {
    open,
    decided,
    /** The open ones, as an editor shows them. */
    known,
    write,
    userId: user.id,
    mayWrite: can('suggestion.write'),
    mayDecide: can('suggestion.decide'),
    isBusy: decide.isPending || withdraw.isPending || reopen.isPending,
    decide: (ids: string[], decision: 'accept' | 'reject') => decide.mutate({ ...target, ids, decision }),
    withdraw: (ids: string[]) => withdraw.mutate({ ...target, ids }),
    reopen: (id: string) => reopen.mutate({ ...target, id }),
  };
}

function merge(known: Answer, news: Answer): Answer {
  const all = new Map(known.suggestions.map((one) => [one.id, one]));
  for (const one of news.suggestions) all.set(one.id, one);
  return { seq: Math.max(known.seq, news.seq), suggestions: [...all.values()].filter(({ status }) => status !== 'withdrawn') };
}

function sayDecided({ decided, outdated, closed }: Decided): void {
  if (outdated.length > 0) {
    const some = outdated.length === 1 ? 'One suggestion is outdated' : `${outdated.length} suggestions are outdated`;
    say(`${some}: the words are gone from the text.`, 'danger');
  } else if (decided.length === 0 && closed.length > 0) say('Somebody has decided this already.');
}
