'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { GoLink } from '#components/ui/go-link.tsx';

/** Has the organization's model write a binding. It is a run like any other: under budgets, watched and cancelled on its page. Nothing is shown where no model is connected. */
export function AskBinder({ specId }: { specId: string }) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: models } = useQuery(trpc.models.list.queryOptions({ organization }));
  const start = useMutation(
    trpc.studies.start.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.runs.pathFilter()),
      onError: ({ message }) => say(message, 'danger'),
    }),
  );
  const real = models?.filter(({ id }) => id !== 'scripted') ?? [];
  const model = real.find(({ isDefault }) => isDefault) ?? real[0];
  if (!model || !can('run.start')) return null;
  if (start.data)
    return (
      <GoLink className="rounded-sm text-xs text-accent hover:underline" href={`/${organization}/runs/${start.data.runId}`}>
        {model.label} is asked: watch
      </GoLink>
    );
  return (
    <Button
      size="sm"
      title="Writes a binding from the readings and the code, tries it, and leaves it here for you"
      disabled={start.isPending}
      onClick={() => start.mutate({ organization, specId, model: model.id, study: { kind: 'binding' } })}
    >
      Ask {model.label}
    </Button>
  );
}
