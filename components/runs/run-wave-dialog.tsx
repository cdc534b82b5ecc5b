'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { dropOffers, say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { SelectField } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { runLimits } from '#core/run/limits.ts';
import { WaveForecast } from './wave-forecast.tsx';

type RunWaveDialogProps = {
  specId: string;
  /** Why no run may start, from the gate; null when it may. */
  blocker: string | null;
  onClose: () => void;
};

const choices = [
  { id: 'required', label: 'All that is required' },
  { id: 'all', label: 'All, optional tasks too' },
] as const;

const counts = Array.from({ length: runLimits.project }, (_, i) => i + 1);

/** Starts many tasks of a spec, in the order of what waits for what; shows first what will start together and what keeps tasks apart. */
export function RunWaveDialog({ specId, blocker, onClose }: RunWaveDialogProps) {
  const { slug: organization, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [tasks, setTasks] = useState<(typeof choices)[number]['id']>('required');
  const [parallel, setParallel] = useState(3);
  const [chosen, setChosen] = useState<string | null>(null);
  const { data: models } = useQuery(trpc.models.list.queryOptions({ organization }));
  const model = chosen ?? models?.find(({ isDefault }) => isDefault)?.id ?? 'scripted';
  const { data: plan, error } = useQuery(
    trpc.waves.forecast.queryOptions({ organization, specId, tasks, parallel }, { placeholderData: (before) => before }),
  );
  const start = useMutation(
    trpc.waves.start.mutationOptions({
      onSuccess: async () => {
        dropOffers();
        say('The tasks are being run. What is under way stands on the page of runs.');
        onClose();
        await Promise.all([trpc.waves, trpc.runs, trpc.checks].map((known) => queryClient.invalidateQueries(known.pathFilter())));
      },
    }),
  );
  const refusal = !can('run.start')
    ? `The role ${role} watches runs but does not start them.`
    : (blocker ?? (plan?.isGoing ? 'Tasks of this spec are being run already.' : null));
  const isEmpty = plan?.groups.length === 0;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    start.mutate({ organization, specId, tasks, model, parallel });
  };
  return (
    <Dialog
      title="Run tasks"
      description="Each in a worktree and on a branch of its own, merged one after the other"
      onClose={onClose}
      className="w-[min(40rem,calc(100vw-2rem))]"
    >
      <form onSubmit={submit} className="space-y-3">
        {refusal && (
          <Notice tone="warning" role="status">
            {refusal}
          </Notice>
        )}
        {(start.error ?? error) && (
          <Notice tone="danger" role="alert">
            {(start.error ?? error)?.message}
          </Notice>
        )}
        <div className="grid gap-3 sm:grid-cols-3">
          <SelectField label="Tasks" value={tasks} onChange={(event) => setTasks(event.target.value === 'all' ? 'all' : 'required')}>
            {choices.map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </SelectField>
          <SelectField label="At once, at most" value={parallel} onChange={(event) => setParallel(Number(event.target.value))}>
            {counts.map((count) => (
              <option key={count} value={count}>
                {count}
              </option>
            ))}
          </SelectField>
          <SelectField label="Model" value={model} onChange={(event) => setChosen(event.target.value)}>
            {(models ?? [{ id: 'scripted', label: 'Scripted (not a model)' }]).map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </SelectField>
        </div>
        {plan && <WaveForecast plan={plan} />}
        <p className="text-xs text-muted-foreground">
          A project runs {runLimits.project} tasks at once, one machine {runLimits.machine}, all machines together {runLimits.everywhere}.
          The waves of an organization start {runLimits.organization} together. What is beyond waits. Budgets are asked for each run.
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={refusal !== null || !plan || isEmpty || start.isPending}>
            {start.isPending ? 'Starting' : tasks === 'all' ? 'Run all' : 'Run required'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
