'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { fieldErrors } from '#components/ui/field-errors.ts';

/** Queries of the viewer's own name and address, anew. */
function useAgain() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return () =>
    Promise.all([
      queryClient.invalidateQueries(trpc.account.pathFilter()),
      queryClient.invalidateQueries(trpc.organizations.pathFilter()),
      queryClient.invalidateQueries(trpc.members.pathFilter()),
    ]);
}

type RowProps = {
  label: string;
  isBusy: boolean;
  action: string;
  onSubmit: (form: FormData, element: HTMLFormElement) => void;
  children: ReactNode;
};

function Row({ label, isBusy, action, onSubmit, children }: RowProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget), event.currentTarget);
  };
  return (
    <form aria-label={label} onSubmit={submit} className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3">
      <div className="grid min-w-0 flex-1 basis-64 items-start gap-3 sm:grid-cols-2">{children}</div>
      <Button type="submit" className="sm:mt-[1.375rem] max-sm:w-full" disabled={isBusy}>
        {action}
      </Button>
    </form>
  );
}

const textOf = (form: FormData, name: string) => String(form.get(name) ?? '');

export function NameForm({ name }: { name: string }) {
  const trpc = useTRPC();
  const again = useAgain();
  const change = useMutation(trpc.account.setName.mutationOptions({ onSuccess: () => say('Your name is changed.'), onSettled: again }));
  const errors = fieldErrors(change.error?.message);
  return (
    <Row label="Name" isBusy={change.isPending} action="Save name" onSubmit={(form) => change.mutate({ name: textOf(form, 'name') })}>
      <TextField
        label="Name"
        name="name"
        defaultValue={name}
        required
        maxLength={100}
        autoComplete="name"
        error={errors.name ?? errors.form}
      />
    </Row>
  );
}

export function EmailForm({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  const trpc = useTRPC();
  const again = useAgain();
  const change = useMutation(trpc.account.setEmail.mutationOptions({ onSuccess: () => say('Your e-mail is changed.'), onSettled: again }));
  const errors = fieldErrors(change.error?.message);
  return (
    <Row
      label="E-mail"
      isBusy={change.isPending}
      action="Save e-mail"
      onSubmit={(form) => change.mutate({ email: textOf(form, 'email'), password: textOf(form, 'password') })}
    >
      <TextField
        label="E-mail"
        name="email"
        type="email"
        defaultValue={email}
        required
        maxLength={200}
        autoComplete="email"
        hint="You sign in with it, and notices go there."
        error={errors.email ?? errors.form}
      />
      {hasPassword && (
        <TextField
          label="Present password"
          name="password"
          type="password"
          required
          autoComplete="current-password"
          hint="Asked for, because this changes who can sign in."
          error={errors.password}
        />
      )}
    </Row>
  );
}

export function PasswordForm({ hasPassword }: { hasPassword: boolean }) {
  const trpc = useTRPC();
  const again = useAgain();
  const [isDifferent, setIsDifferent] = useState(false);
  const change = useMutation(
    trpc.account.setPassword.mutationOptions({
      onSuccess: ({ endedSessions }) =>
        say(
          endedSessions === 0
            ? 'Your password is set.'
            : `Your password is set; ${endedSessions} other session${endedSessions === 1 ? '' : 's'} ended.`,
        ),
      onSettled: again,
    }),
  );
  const errors = fieldErrors(change.error?.message);
  return (
    <Row
      label="Password"
      isBusy={change.isPending}
      action={hasPassword ? 'Change password' : 'Set password'}
      onSubmit={(form, element) => {
        const isSame = textOf(form, 'password') === textOf(form, 'again');
        setIsDifferent(!isSame);
        if (!isSame) return;
        change.mutate({ current: textOf(form, 'current'), password: textOf(form, 'password') }, { onSuccess: () => element.reset() });
      }}
    >
      {hasPassword && (
        <div className="sm:col-span-2">
          <TextField
            label="Present password"
            name="current"
            type="password"
            required
            autoComplete="current-password"
            error={errors.current ?? errors.form}
          />
        </div>
      )}
      <TextField
        label="New password"
        name="password"
        type="password"
        required
        minLength={10}
        maxLength={128}
        autoComplete="new-password"
        hint="At least 10 characters; a sentence is good."
        error={errors.password ?? (hasPassword ? undefined : errors.form)}
      />
      <TextField
        label="The new password again"
        name="again"
        type="password"
        required
        autoComplete="new-password"
        error={isDifferent ? 'The two are not the same.' : undefined}
      />
    </Row>
  );
}
