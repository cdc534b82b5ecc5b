'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import type { TrialInput, TrialKind, TrialResult } from '#core/verification/suite/trial.ts';

/** The latest trial of a kind, of a replay that of one counterexample, and starting another one. The page is told when it has run. */
export function useTrial<Kind extends TrialKind>(specId: string, kind: Kind, of?: { evidenceId: string; checkName: string }) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: latest } = useQuery(trpc.checks.trial.queryOptions({ organization, specId, kind, ...(of && { of }) }));
  const { mutate, isPending } = useMutation(
    trpc.checks.startTrial.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.checks.trial.pathFilter()),
      onError: ({ message }) => say(message, 'danger'),
    }),
  );
  const result = latest?.result?.kind === kind ? (latest.result as Extract<TrialResult, { kind: Kind }>) : null;
  return {
    latest: latest ?? null,
    result,
    isRunning: isPending || (latest !== null && latest !== undefined && latest.finishedAt === null),
    start: can('check.run') ? (input: Extract<TrialInput, { kind: Kind }>) => mutate({ organization, specId, input }) : null,
  };
}
