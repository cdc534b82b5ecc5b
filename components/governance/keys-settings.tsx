'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import type { PageState } from '#components/shell/page.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { SelectField, TextField } from '#components/ui/field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { Notice } from '#components/ui/notice.tsx';
import { Age } from '#components/ui/time.tsx';
import type { ScopeName } from '#core/access/scopes.ts';
import { KeyScopes } from './key-scopes.tsx';
import { Section } from './section.tsx';
import { SettingsPage } from './settings-page.tsx';

const lifetimes = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'One year' },
  { value: '', label: 'No end' },
];

/** The viewer's own API keys. */
export function KeysSettings({ state }: PageState) {
  return (
    <SettingsPage state={state}>
      <Keys />
    </SettingsPage>
  );
}

function Keys() {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: keys } = useSuspenseQuery(trpc.keys.list.queryOptions({ organization: slug }));
  const { data: offered } = useSuspenseQuery(trpc.keys.scopes.queryOptions({ organization: slug }));
  const [scopes, setScopes] = useState<ScopeName[] | null>(null);
  const again = () => queryClient.invalidateQueries(trpc.keys.pathFilter());
  const create = useMutation(trpc.keys.create.mutationOptions({ onSuccess: again }));
  const revoke = useMutation(
    trpc.keys.revoke.mutationOptions({
      onSuccess: () => say('The key is ended; it does not work any more.'),
      onError: ({ message }) => say(message, 'danger'),
      onSettled: again,
    }),
  );
  const errors = fieldErrors(create.error?.message);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const fields = new FormData(form);
    const days = String(fields.get('days') ?? '');
    create.mutate(
      { organization: slug, name: String(fields.get('name') ?? ''), expiresInDays: days ? Number(days) : null, scopes },
      { onSuccess: () => form.reset() },
    );
  };
  return (
    <Section
      title="API keys"
      hint="For scripts and the command line. A key acts as you, and never does more than your role and its own scopes."
    >
      <form onSubmit={submit} className="panel grid items-start gap-3 p-4 sm:grid-cols-[1fr_9rem]">
        <TextField label="Name" name="name" required maxLength={60} placeholder="laptop" error={errors.name ?? errors.form} />
        <SelectField label="Valid for" name="days" defaultValue="90">
          {lifetimes.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </SelectField>
        <KeyScopes offered={offered} chosen={scopes} onChange={setScopes} />
        <div className="flex justify-end sm:col-span-2">
          <Button type="submit" variant="primary" disabled={create.isPending}>
            {create.isPending ? 'Making the key' : 'Create key'}
          </Button>
        </div>
      </form>
      {create.data && (
        <Notice tone="success" role="status" className="mt-3">
          Copy the key now; it is shown this once.
          <span className="mt-1 flex items-center gap-1">
            <code className="min-w-0 font-mono text-xs break-all">{create.data.key}</code>
            <CopyButton label="Copy the key" text={create.data.key} />
          </span>
        </Notice>
      )}
      {keys.length === 0 ? (
        <p className="mt-4 text-muted-foreground">You have no key.</p>
      ) : (
        <ul aria-label="Keys" className="panel mt-3 divide-y divide-border">
          {keys.map(({ id, name, start, createdAt, expiresAt, lastUsedAt, scopes: only }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
              <span className="min-w-0 flex-1 basis-40 truncate">
                <span className="font-medium">{name}</span> <code className="font-mono text-xs text-muted-foreground">{start}…</code>
              </span>
              <span className="text-xs text-muted-foreground">
                {only === null ? 'everything' : only.join(', ')}; made <Age at={createdAt} />, {lastUsedAt ? 'used ' : 'never used'}
                {lastUsedAt && <Age at={lastUsedAt} />}, {expiresAt ? `ends ${new Date(expiresAt).toISOString().slice(0, 10)}` : 'no end'}
              </span>
              <ConfirmButton
                label="End"
                name={`End the key ${name ?? ''}`}
                disabled={revoke.isPending}
                onConfirm={() => revoke.mutate({ organization: slug, keyId: id })}
              />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
