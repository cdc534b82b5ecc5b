'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';

/** As long as the service takes a decision back. */
const undoMs = 30_000;

/** Taking decisions back for as long as the service allows it; what it refuses is told. */
export function useUndo() {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const refresh = () =>
    Promise.all(
      [trpc.specs, trpc.approvals, trpc.projects, trpc.reviews, trpc.pipeline, trpc.comments, trpc.inbox].map((known) =>
        queryClient.invalidateQueries(known.pathFilter()),
      ),
    );
  const undo = useMutation(
    trpc.reviews.undo.mutationOptions({
      onSuccess: (results) => {
        const refused = results.find(({ refusedBecause }) => refusedBecause !== null);
        const undone = results.filter(({ refusedBecause }) => refusedBecause === null).length;
        if (undone > 0) say(undone === 1 ? 'The decision is taken back.' : `${undone} decisions are taken back.`);
        if (refused?.refusedBecause) say(refused.refusedBecause, 'danger');
      },
      onError: ({ message }) => say(message, 'danger'),
      onSettled: refresh,
    }),
  );
  return {
    refresh,
    /** Says what was decided, and offers to take it back. */
    sayDecided: (sentence: string, approvalIds: string[]) =>
      say(sentence, 'success', { label: 'Undo', run: () => undo.mutate({ organization, approvalIds }), forMs: undoMs }),
  };
}
