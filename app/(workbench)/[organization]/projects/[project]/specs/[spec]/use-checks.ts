'use client';

import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Command, useCommands } from '#components/shell/commands.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';

/** Starting the checks of a spec, from a button or from the palette; `start` is null for whoever may not. */
export function useChecks(specId: string): { start: (() => void) | null; isPending: boolean; isStarted: boolean } {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const { mutate, isPending, isSuccess } = useMutation(
    trpc.checks.start.mutationOptions({
      onSuccess: () => say('The checks are queued; verdicts follow when they have run.'),
      onError: ({ message }) => say(message, 'danger'),
    }),
  );
  const mayCheck = can('check.run');
  const start = useMemo(() => (mayCheck ? () => mutate({ organization, specId }) : null), [mayCheck, mutate, organization, specId]);
  const commands = useMemo<Command[]>(
    () => (start ? [{ id: 'check', group: 'Actions', label: 'Run the checks of this spec', run: start }] : []),
    [start],
  );
  useCommands(commands);
  return { start, isPending, isStarted: isPending || isSuccess };
}
