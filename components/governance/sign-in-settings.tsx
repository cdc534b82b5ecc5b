'use client';

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import type { PageState } from '#components/shell/page.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';
import { Section } from './section.tsx';
import { SettingsPage } from './settings-page.tsx';

/** The identity provider that people of the organization sign in with. */
export function SignInSettings({ state }: PageState) {
  return (
    <SettingsPage state={state}>
      <Provider />
    </SettingsPage>
  );
}

function Provider() {
  const { slug } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: provider } = useSuspenseQuery(trpc.identity.get.queryOptions({ organization: slug }));
  const again = () => queryClient.invalidateQueries(trpc.identity.pathFilter());
  const set = useMutation(trpc.identity.set.mutationOptions({ onSuccess: () => say('The identity provider is set.'), onSettled: again }));
  const remove = useMutation(
    trpc.identity.remove.mutationOptions({
      onSuccess: () => say('The identity provider is removed; nobody signs in by it any more.'),
      onError: ({ message }) => say(message, 'danger'),
      onSettled: again,
    }),
  );
  const errors = fieldErrors(set.error?.message);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? '');
    const clientSecret = text('secret') === '' ? null : text('secret');
    set.mutate({ organization: slug, issuer: text('issuer'), domain: text('domain'), clientId: text('client'), clientSecret });
  };
  return (
    <Section
      title="Single sign-on"
      hint="Whoever your identity provider (OpenID Connect) vouches for signs in by their e-mail. Somebody new becomes a viewer."
    >
      <form
        key={provider?.providerId ?? 'new'}
        aria-label="Identity provider"
        onSubmit={submit}
        className="panel grid gap-3 p-4 sm:grid-cols-2"
      >
        <TextField
          label="Issuer"
          name="issuer"
          required
          defaultValue={provider?.issuer}
          placeholder="https://login.example.com"
          hint="Its address, as its documentation calls it."
          error={errors.issuer ?? errors.form}
        />
        <TextField
          label="E-mail domain"
          name="domain"
          required
          defaultValue={provider?.domain}
          placeholder="example.com"
          hint="It speaks for addresses of this domain only."
          error={errors.domain}
        />
        <TextField label="Client id" name="client" required defaultValue={provider?.clientId} error={errors.clientId} />
        <TextField
          label="Client secret"
          name="secret"
          type="password"
          required={!provider}
          hint={provider ? 'Kept encrypted and never shown; leave it empty to keep it.' : 'Kept encrypted and never shown.'}
          error={errors.clientSecret}
        />
        <div className="flex flex-wrap items-center justify-end gap-2 sm:col-span-2">
          {provider && (
            <ConfirmButton
              size="md"
              label="Remove"
              name="Remove the identity provider"
              disabled={remove.isPending}
              onConfirm={() => remove.mutate({ organization: slug })}
            />
          )}
          <Button type="submit" variant="primary" disabled={set.isPending}>
            {set.isPending ? 'Saving' : 'Save'}
          </Button>
        </div>
      </form>
      {provider && (
        <p className="mt-3 flex flex-wrap items-center gap-1 text-xs text-muted-foreground">
          Give the provider this address to come back to:{' '}
          <code className="font-mono break-all">/api/auth/sso/callback/{provider.providerId}</code>
          <CopyButton
            label="Copy the address to come back to"
            text={() => `${window.location.origin}/api/auth/sso/callback/${provider.providerId}`}
          />
        </p>
      )}
    </Section>
  );
}
