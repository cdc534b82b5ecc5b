'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import type { DraftedKind } from '#core/study/draft-kinds.ts';

type Wanted = { kind: 'critics'; perspectives: string[] } | { kind: 'readers' } | { kind: 'draft'; document: DraftedKind; wish: string };

export type StudyStart = { may: boolean; isPending: boolean; error: string | null; ask: (study: Wanted, model: string) => void };

/** Starts studies of a spec, for those whose role may. */
export function useStudyStart(specId: string): StudyStart {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const start = useMutation(
    trpc.studies.start.mutationOptions({
      onSettled: () =>
        Promise.all([queryClient.invalidateQueries(trpc.studies.list.pathFilter()), queryClient.invalidateQueries(trpc.runs.pathFilter())]),
    }),
  );
  return {
    may: can('run.start'),
    isPending: start.isPending,
    error: start.error?.message ?? null,
    ask: (study, model) => start.mutate({ organization, specId, model, study }),
  };
}
