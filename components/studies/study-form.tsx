'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { SelectField } from '#components/ui/field.tsx';
import { Notice } from '#components/ui/notice.tsx';

type StudyFormProps = { specId: string; busy: { critics: boolean; readers: boolean } };

/** Chooses who looks at the spec, with which model, and starts them. */
export function StudyForm({ specId, busy }: StudyFormProps) {
  const { slug: organization, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: models } = useQuery(trpc.models.list.queryOptions({ organization }));
  const { data: offered } = useQuery(trpc.studies.perspectives.queryOptions({ organization, specId }, { staleTime: 300_000 }));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [chosenModel, setModel] = useState<string | null>(null);
  const model = chosenModel ?? models?.find(({ isDefault }) => isDefault)?.id ?? 'scripted';
  const start = useMutation(
    trpc.studies.start.mutationOptions({
      onSettled: () =>
        Promise.all([queryClient.invalidateQueries(trpc.studies.list.pathFilter()), queryClient.invalidateQueries(trpc.runs.pathFilter())]),
    }),
  );
  const perspectives = (offered ?? []).flatMap(({ id }) => (left.has(id) ? [] : [id]));
  const may = can('run.start');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    start.mutate({ organization, specId, model, study: { kind: 'critics', perspectives } });
  };
  const toggle = (id: string) =>
    setLeft((before) => (before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id])));
  return (
    <form onSubmit={submit} className="border-b border-border px-4 py-3">
      <fieldset disabled={!may} className="min-w-0">
        <legend className="mb-1.5 font-medium">Critics</legend>
        <p className="mb-2 text-xs text-muted-foreground">
          Each looks from its own side, all at once. What several say is one question; what the engines can decide, they decide.
        </p>
        <ul className="grid grid-cols-2 gap-x-3 gap-y-1">
          {(offered ?? []).map(({ id, label, prompt, source }) => (
            <li key={id}>
              <label className="flex min-w-0 items-baseline gap-2" title={prompt}>
                <input type="checkbox" checked={!left.has(id)} onChange={() => toggle(id)} className="translate-y-px accent-(--accent)" />
                <span className="min-w-0 truncate">{label}</span>
                {source !== null && <span className="text-xs text-muted-foreground">own</span>}
              </label>
            </li>
          ))}
        </ul>
        <div className="mt-3">
          <SelectField
            label="Model"
            value={model}
            onChange={({ target }) => setModel(target.value)}
            hint={
              model === 'scripted'
                ? 'Scripted, not a model: it says what is written for the sample project.'
                : 'Under the budgets of this spec, its project and yours.'
            }
          >
            {(models ?? [{ id: 'scripted', label: 'Scripted (not a model)' }]).map(({ id, label }) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </SelectField>
        </div>
        {start.error && (
          <Notice tone="danger" role="alert" className="mt-3">
            {start.error.message}
          </Notice>
        )}
        {!may && <p className="mt-3 text-xs text-muted-foreground">The role {role} reads what critics found but does not start them.</p>}
        <div className="mt-3 flex flex-wrap gap-2">
          <Button type="submit" variant="primary" disabled={!may || busy.critics || start.isPending || perspectives.length === 0}>
            {busy.critics ? 'Critics are at work' : `Ask ${perspectives.length} ${perspectives.length === 1 ? 'critic' : 'critics'}`}
          </Button>
          <Button
            disabled={!may || busy.readers || start.isPending}
            title="Three readers, each alone, write down what the criteria mean; the engines compare them"
            onClick={() => start.mutate({ organization, specId, model, study: { kind: 'readers' } })}
          >
            {busy.readers ? 'Readers are at work' : 'Ask 3 readers what it means'}
          </Button>
        </div>
      </fieldset>
    </form>
  );
}
