'use client';

import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import type { PageState } from '#components/shell/page.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC, useTRPCClient } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { dollars } from '#core/budget/price.ts';
import { BudgetsSection } from './budgets-section.tsx';
import { PricesSection } from './prices-section.tsx';
import { saveFile } from './save-file.ts';
import { Section } from './section.tsx';
import { SettingsPage } from './settings-page.tsx';

const days = 30;

/** What agents spent, what they may spend, and the prices that it is counted by. */
export function CostsSettings({ state }: PageState) {
  return (
    <SettingsPage state={state}>
      <Costs />
    </SettingsPage>
  );
}

type Sums = Answers['budgets']['costs']['byModel'];

function Costs() {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const { data } = useSuspenseQuery(trpc.budgets.costs.queryOptions({ organization: slug, days }));
  const { byDay, byModel, bySpec, byProject, byPerson, budgets, prices } = data;
  return (
    <>
      <BudgetsSection budgets={budgets} />
      <Section title="Spent" hint={`In the last ${days} days, by the price of the moment it was spent.`} actions={<SaveCsv />}>
        {byDay.length === 0 ? (
          <div className="panel">
            <EmptyState title="Nothing spent">Every answer of a model is a line here, with its tokens and what they cost.</EmptyState>
          </div>
        ) : (
          <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
            <Days sums={byDay} />
            <Shares title="By model" sums={byModel} />
            <Shares title="By spec" sums={bySpec} />
            <Shares title="By project" sums={byProject} />
            <Shares title="By person" sums={byPerson} />
          </div>
        )}
      </Section>
      <PricesSection prices={prices} />
    </>
  );
}

function SaveCsv() {
  const { slug } = useOrganization();
  const client = useTRPCClient();
  const save = useMutation({
    mutationFn: () => client.budgets.csv.query({ organization: slug, days }),
    onSuccess: (content) => saveFile({ name: `costs-${slug}.csv`, type: 'text/csv', content }),
    onError: ({ message }) => say(message, 'danger'),
  });
  return (
    <Button onClick={() => save.mutate()} disabled={save.isPending}>
      {save.isPending ? 'Collecting lines' : 'Save as CSV'}
    </Button>
  );
}

/** A bar a day. The figures are in the table that screen readers get and on hover. */
function Days({ sums }: { sums: Sums }) {
  const isPriced = sums.some(({ cost }) => cost > 0);
  const amount = ({ cost, tokens }: Sums[number]) => (isPriced ? cost : tokens);
  const most = Math.max(...sums.map(amount), 1);
  return (
    <figure className="panel p-4 md:col-span-2">
      <figcaption className="mb-3 text-xs font-medium">By day, {isPriced ? 'dollars' : 'tokens'}</figcaption>
      <ol className="flex h-28 items-end gap-1">
        {sums.map((sum) => (
          <li
            key={sum.key}
            title={`${sum.key}: ${words(sum)}`}
            className="flex h-full max-w-10 min-w-1 flex-1 flex-col justify-end rounded-sm hover:bg-muted"
          >
            <span className="sr-only">
              {sum.key}: {words(sum)}
            </span>
            <span className="rounded-sm bg-accent" style={{ height: `${Math.max(2, (100 * amount(sum)) / most)}%` }} aria-hidden="true" />
          </li>
        ))}
      </ol>
      <div className="mt-1.5 flex justify-between text-xs text-muted-foreground tabular-nums">
        <span>{sums[0]?.key}</span>
        {sums.length > 1 && <span>{sums.at(-1)?.key}</span>}
      </div>
    </figure>
  );
}

function Shares({ title, sums }: { title: string; sums: Sums }) {
  const most = Math.max(...sums.map(({ cost, tokens }) => cost || tokens), 1);
  return (
    <section aria-label={title} className="panel p-4">
      <h3 className="mb-2 text-xs font-medium">{title}</h3>
      <ul className="space-y-2">
        {sums.slice(0, 8).map((sum) => (
          <li key={sum.key}>
            <div className="flex items-baseline gap-3">
              <span className="min-w-0 flex-1 truncate">{sum.name}</span>
              <span className="text-xs text-muted-foreground tabular-nums">{words(sum)}</span>
            </div>
            <div className="mt-1 h-1 overflow-hidden rounded-full bg-muted" aria-hidden="true">
              <div className="h-full rounded-full bg-accent" style={{ width: `${(100 * (sum.cost || sum.tokens)) / most}%` }} />
            </div>
          </li>
        ))}
      </ul>
      {sums.length > 8 && <p className="mt-2 text-xs text-muted-foreground">and {sums.length - 8} more, in the file</p>}
    </section>
  );
}

function words({ cost, tokens, runs, unpriced }: Sums[number]): string {
  const counted = `${tokens.toLocaleString('en-US')} tokens, ${runs} ${runs === 1 ? 'run' : 'runs'}`;
  return `${dollars(cost)}, ${counted}${unpriced > 0 ? `, ${unpriced} without a price` : ''}`;
}
