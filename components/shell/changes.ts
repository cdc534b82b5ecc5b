'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { followChanges, type Heard } from './shared-changes.ts';
import { useTRPC } from './trpc-provider.tsx';

/**
 * Reads anew what the server says has changed. Nothing is asked for by the clock, and nothing anew that the page came with: `readAt`, the server's
 * time at which it was read (ms since 1970), says from where on to tell.
 */
export function useChanges(organization: string, readAt: number): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useEffect(() => {
    const act = (heard: Heard) => {
      if (heard === 'again' || heard.topic === 'inbox') void queryClient.invalidateQueries(trpc.inbox.pathFilter());
      if (heard === 'again') void queryClient.invalidateQueries(trpc.suggestions.list.pathFilter());
      else if (heard.topic === 'suggestions')
        void queryClient.invalidateQueries(trpc.suggestions.list.queryFilter({ organization, documentId: heard.id, after: 0 }));
      if (heard === 'again' || heard.topic === 'runs') {
        void queryClient.invalidateQueries(trpc.runs.list.pathFilter());
        void queryClient.invalidateQueries(trpc.studies.list.pathFilter());
        void queryClient.invalidateQueries(trpc.waves.pathFilter());
      }
      if (heard === 'again') void queryClient.invalidateQueries(trpc.comments.list.pathFilter());
      else if (heard.topic === 'comments')
        void queryClient.invalidateQueries(trpc.comments.list.queryFilter({ organization, specId: heard.id }));
      if (heard === 'again') void queryClient.invalidateQueries(trpc.checks.pathFilter());
      else if (heard.topic === 'checks') {
        void queryClient.invalidateQueries(trpc.checks.verdicts.queryFilter({ organization, specId: heard.id }));
        for (const { pathFilter } of [trpc.checks.trial, trpc.checks.matrix, trpc.checks.trace])
          void queryClient.invalidateQueries(pathFilter());
      }
      if (heard === 'again') void queryClient.invalidateQueries(trpc.questions.list.pathFilter());
      else if (heard.topic === 'questions')
        void queryClient.invalidateQueries(trpc.questions.list.queryFilter({ organization, specId: heard.id }));
      // The page reads the readings with the spec itself.
      if (heard === 'again' || heard.topic === 'readings') {
        void queryClient.invalidateQueries(trpc.readings.pathFilter());
        void queryClient.invalidateQueries(trpc.specs.get.pathFilter());
      }
    };
    return followChanges(organization, readAt, act);
  }, [organization, readAt, trpc, queryClient]);
}
