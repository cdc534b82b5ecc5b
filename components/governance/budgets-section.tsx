'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { type BudgetScope, budgetScopes, inUnit, warningShare } from '#core/budget/budget.ts';
import { Section } from './section.tsx';

type Budget = Answers['budgets']['costs']['budgets'][number];

const whose: Record<BudgetScope, string> = {
  run: 'each run',
  spec: 'each spec',
  project: 'each project',
  person: 'each person',
  organization: 'the organization',
};

/** What may be spent. A run puts aside before it spends; at a cap it stops, keeps its work and asks. */
export function BudgetsSection({ budgets }: { budgets: readonly Budget[] }) {
  const { can } = useOrganization();
  return (
    <Section
      title="Budgets"
      hint="A run puts aside before it asks a model, so a cap is never passed. At a cap it stops, keeps its work on its branch and asks."
    >
      {budgets.length > 0 && (
        <ul aria-label="Budgets" className="panel mb-3 divide-y divide-border">
          {budgets.map((budget) => (
            <BudgetRow key={budget.id} budget={budget} />
          ))}
        </ul>
      )}
      {can('budget.set') ? (
        <BudgetForm />
      ) : (
        budgets.length === 0 && <p className="text-muted-foreground">There is no budget: nothing stops work.</p>
      )}
    </Section>
  );
}

function useSettled() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return {
    onError: ({ message }: { message: string }) => say(message, 'danger'),
    onSettled: () => queryClient.invalidateQueries(trpc.budgets.pathFilter()),
  };
}

function BudgetRow({ budget }: { budget: Budget }) {
  const { slug, can } = useOrganization();
  const trpc = useTRPC();
  const remove = useMutation(trpc.budgets.remove.mutationOptions({ ...useSettled(), onSuccess: () => say('The budget is taken away.') }));
  const { id, scope, subjectName, period, limit, spent, held } = budget;
  const name = `${inUnit(budget, limit)} for ${subjectName ?? whose[scope]}${period === 'day' ? ' a day' : ' in all'}`;
  const share = spent === null ? null : Math.min(1, (spent + (held ?? 0)) / Math.max(limit, 1));
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 md:grid-cols-[minmax(0,1fr)_minmax(0,25rem)_auto]">
      <span className="font-medium tabular-nums">{name}</span>
      {share !== null && (
        <span className="col-span-2 row-start-2 flex items-center gap-2 text-xs text-muted-foreground tabular-nums md:col-span-1 md:col-start-2 md:row-start-1">
          <span className="h-1.5 w-20 shrink-0 overflow-hidden rounded-full bg-muted" aria-hidden="true">
            <span
              className={`block h-full rounded-full ${share >= 1 ? 'bg-danger' : share >= warningShare ? 'bg-warning' : 'bg-accent'}`}
              style={{ width: `${100 * share}%` }}
            />
          </span>
          {inUnit(budget, spent ?? 0)} spent, {inUnit(budget, held ?? 0)} put aside,{' '}
          {inUnit(budget, Math.max(0, limit - (spent ?? 0) - (held ?? 0)))} left
        </span>
      )}
      {can('budget.set') && (
        <span className="col-start-2 row-start-1 md:col-start-3">
          <ConfirmButton label="Remove" name={`Remove the budget of ${name}`} onConfirm={() => remove.mutate({ organization: slug, id })} />
        </span>
      )}
    </li>
  );
}

function BudgetForm() {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const [scope, setScope] = useState<BudgetScope>('project');
  const projects = useQuery({ ...trpc.projects.list.queryOptions({ organization: slug }), enabled: scope === 'project' });
  const members = useQuery({ ...trpc.members.list.queryOptions({ organization: slug }), enabled: scope === 'person' });
  const set = useMutation(trpc.budgets.set.mutationOptions({ ...useSettled(), onSuccess: () => say('The budget is set.') }));
  const subjects: { id: string; name: string }[] =
    scope === 'project'
      ? (projects.data ?? [])
      : scope === 'person'
        ? (members.data?.members ?? []).map(({ userId, name }) => ({ id: userId, name }))
        : [];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const unit = data.get('unit') === 'tokens' ? 'tokens' : 'usd';
    const amount = Number(data.get('amount'));
    const period = data.get('period') === 'ever' ? 'ever' : 'day';
    const limit = Math.round(unit === 'usd' ? amount * 1_000_000 : amount);
    set.mutate({ organization: slug, scope, subjectId: String(data.get('subject') ?? '') || null, period, unit, limit });
  };
  return (
    <form onSubmit={submit} className="panel flex flex-wrap items-end gap-3 p-4" aria-label="Set a budget">
      <div className="w-28">
        <TextField label="At most" name="amount" type="number" min="0" step="any" required inputMode="decimal" />
      </div>
      <div className="w-28">
        <SelectField label="Unit" name="unit">
          <option value="usd">dollars</option>
          <option value="tokens">tokens</option>
        </SelectField>
      </div>
      <div className="w-36">
        <SelectField
          label="For"
          value={scope}
          onChange={({ target }) => setScope(budgetScopes.find((known) => known === target.value) ?? 'project')}
        >
          {budgetScopes.map((known) => (
            <option key={known} value={known}>
              {whose[known]}
            </option>
          ))}
        </SelectField>
      </div>
      {subjects.length > 0 && (
        <div className="w-36">
          <SelectField label="Which" name="subject">
            <option value="">all alike</option>
            {subjects.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </SelectField>
        </div>
      )}
      <div className="w-28">
        <SelectField label="Time" name="period">
          <option value="day">a day</option>
          <option value="ever">in all</option>
        </SelectField>
      </div>
      <Button type="submit" variant="primary" disabled={set.isPending}>
        Set the budget
      </Button>
    </form>
  );
}
