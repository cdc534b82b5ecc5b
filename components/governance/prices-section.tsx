'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { Section } from './section.tsx';

type Price = Answers['budgets']['costs']['prices'][number];
const providers = ['anthropic', 'openai', 'google', 'bedrock', 'compatible'] as const;

/** What models cost, entered by people with the day on which they read it. */
export function PricesSection({ prices }: { prices: readonly Price[] }) {
  const { slug, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const settled = {
    onError: ({ message }: { message: string }) => say(message, 'danger'),
    onSettled: () => queryClient.invalidateQueries(trpc.budgets.pathFilter()),
  };
  const set = useMutation(trpc.budgets.setPrice.mutationOptions({ ...settled, onSuccess: () => say('The price is entered.') }));
  const remove = useMutation(trpc.budgets.removePrice.mutationOptions({ ...settled, onSuccess: () => say('The price is taken away.') }));
  const maySet = can('budget.set');
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const provider = providers.find((known) => known === data.get('provider')) ?? 'compatible';
    const perMillion = (name: string) => Number(data.get(name));
    const amounts = {
      inputPerMillion: perMillion('input'),
      outputPerMillion: perMillion('output'),
      cachedPerMillion: perMillion('cached'),
    };
    set.mutate({ organization: slug, provider, model: String(data.get('model')), ...amounts, readOn: String(data.get('readOn')) });
    event.currentTarget.reset();
  };
  return (
    <Section
      title="Prices"
      hint="In dollars for a million tokens. A budget in dollars refuses a model that has no price; the scripted one costs nothing."
    >
      {prices.length > 0 && (
        <div className="panel mb-3 overflow-x-auto">
          <table aria-label="Prices" className="w-full border-collapse text-left tabular-nums">
            <thead>
              <tr className="h-8 border-b border-border text-xs text-muted-foreground [&>th]:px-3 [&>th]:font-medium [&>th:first-child]:pl-4">
                <th scope="col">Model</th>
                <th scope="col">Input</th>
                <th scope="col">Cached</th>
                <th scope="col">Output</th>
                <th scope="col">Read on</th>
                <th scope="col">
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {prices.map(({ provider, model, inputPerMillion, cachedPerMillion, outputPerMillion, readOn }) => (
                <tr key={`${provider} ${model}`} className="h-10 border-b border-border last:border-0 [&>td]:px-3 [&>td:first-child]:pl-4">
                  <td>
                    {provider} <span className="font-medium">{model}</span>
                  </td>
                  <td>${inputPerMillion}</td>
                  <td>${cachedPerMillion}</td>
                  <td>${outputPerMillion}</td>
                  <td>{readOn}</td>
                  <td className="text-right">
                    {maySet && (
                      <ConfirmButton
                        label="Remove"
                        name={`Remove the price of ${model}`}
                        onConfirm={() =>
                          remove.mutate({
                            organization: slug,
                            provider: providers.find((known) => known === provider) ?? 'compatible',
                            model,
                          })
                        }
                      />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {maySet && (
        <form onSubmit={submit} className="panel grid grid-cols-2 items-end gap-3 p-4 md:grid-cols-4" aria-label="Enter a price">
          <SelectField label="Provider" name="provider">
            {providers.map((provider) => (
              <option key={provider}>{provider}</option>
            ))}
          </SelectField>
          <TextField label="Model" name="model" required placeholder="name or beginning*" />
          <TextField label="Input" name="input" type="number" min="0" step="any" required />
          <TextField label="Cached input" name="cached" type="number" min="0" step="any" required />
          <TextField label="Output" name="output" type="number" min="0" step="any" required />
          <TextField label="Read on" name="readOn" type="date" required />
          <Button type="submit" disabled={set.isPending} className="col-span-2 justify-self-end">
            Enter the price
          </Button>
        </form>
      )}
    </Section>
  );
}
