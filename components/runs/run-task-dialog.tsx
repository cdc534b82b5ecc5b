'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { dropOffers } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SelectField } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { StartEstimate } from './start-estimate.tsx';

type RunTaskDialogProps = {
  specId: string;
  task: { id: string; title: string };
  /** Why no run may start, from the gate; null when it may. */
  blocker: string | null;
  onClose: () => void;
};

/** Starts a run of one task with a chosen model, or says why that may not be. */
export function RunTaskDialog({ specId, task, blocker, onClose }: RunTaskDialogProps) {
  const { slug, role, can } = useOrganization();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { data: models } = useQuery(trpc.models.list.queryOptions({ organization: slug }));
  const [chosen, setChosen] = useState<string | null>(null);
  const model = chosen ?? models?.find(({ isDefault }) => isDefault)?.id ?? 'scripted';
  const { data: estimate } = useQuery(
    trpc.runs.estimate.queryOptions({ organization: slug, specId, model }, { enabled: can('run.start') && blocker === null }),
  );
  const start = useMutation(
    trpc.runs.start.mutationOptions({
      onSuccess: async ({ runId }) => {
        dropOffers();
        router.push(`/${slug}/runs/${runId}`);
        await Promise.all([queryClient.invalidateQueries(trpc.runs.pathFilter()), queryClient.invalidateQueries(trpc.checks.pathFilter())]);
      },
    }),
  );
  const refusal = can('run.start') ? blocker : `The role ${role} watches runs but does not start them.`;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    start.mutate({ organization: slug, specId, taskId: task.id, model });
  };
  return (
    <Dialog title={`Run task ${task.id}`} description={task.title.replaceAll('`', '')} onClose={onClose}>
      <form onSubmit={submit} className="space-y-3">
        {refusal && (
          <Notice tone="warning" role="status">
            {refusal}
          </Notice>
        )}
        {start.error && (
          <Notice tone="danger" role="alert">
            {start.error.message}
          </Notice>
        )}
        <SelectField
          label="Model"
          value={model}
          onChange={(event) => setChosen(event.target.value)}
          disabled={refusal !== null}
          hint={
            model === 'scripted'
              ? 'Scripted, not a model: it plays a recorded part for the sample; its tool calls, commands and checks are real.'
              : 'The agent works in a sandbox without a network, on a branch of its own.'
          }
        >
          {(models ?? [{ id: 'scripted', label: 'Scripted (not a model)' }]).map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </SelectField>
        {refusal === null && <StartEstimate estimate={estimate ?? null} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={refusal !== null || start.isPending || start.isSuccess}>
            {start.isPending || start.isSuccess ? 'Starting the run' : 'Run'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
