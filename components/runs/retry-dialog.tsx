'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SelectField } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';

type RetryDialogProps = {
  run: Pick<Answers['runs']['get'], 'id' | 'taskId' | 'taskTitle' | 'model' | 'modelLabel'>;
  /** Before which turn of the model; null where the run ended. */
  turn: number | null;
  onClose: () => void;
};

/** Starts a run that goes on from this one, from where it ended or before a turn, with a model of choice. */
export function RetryDialog({ run, turn, onClose }: RetryDialogProps) {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const { data: models } = useQuery(trpc.models.list.queryOptions({ organization: slug }));
  const [model, setModel] = useState(run.model);
  const retry = useMutation(
    trpc.runs.retry.mutationOptions({
      onSuccess: async ({ runId }) => {
        onClose();
        router.push(`/${slug}/runs/${runId}`);
        await queryClient.invalidateQueries(trpc.runs.pathFilter());
      },
    }),
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    retry.mutate({ organization: slug, runId: run.id, model, ...(turn === null ? {} : { turn }) });
  };
  const offered = models ?? [{ id: run.model, label: run.modelLabel }];
  const from = turn === null ? 'where it ended' : turn === 0 ? 'the beginning' : `before turn ${turn + 1} of the model`;
  return (
    <Dialog title={`Retry task ${run.taskId}`} description={run.taskTitle.replaceAll('`', '')} onClose={onClose}>
      <form onSubmit={submit} className="space-y-3">
        {retry.error && (
          <Notice tone="danger" role="alert">
            {retry.error.message}
          </Notice>
        )}
        <p>A new run goes on from {from}, with the files as they were then and all that was said until then. This run stays as it is.</p>
        <SelectField label="Model" value={model} onChange={(event) => setModel(event.target.value)}>
          {offered.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </SelectField>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={retry.isPending || retry.isSuccess}>
            {retry.isPending ? 'Starting the run' : 'Retry'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
