'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { TextField } from '#components/ui/field.tsx';
import { Age } from '#components/ui/time.tsx';
import { addPasskey } from './passkey-ceremony.ts';
import { Section } from './section.tsx';

/** The viewer's passkeys, and the making of another. */
export function AccountPasskeys({ passkeys }: { passkeys: Answers['account']['get']['passkeys'] }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const again = () => queryClient.invalidateQueries(trpc.account.pathFilter());
  const remove = useMutation(
    trpc.account.removePasskey.mutationOptions({
      onSuccess: () => say('The passkey is removed; nobody signs in with it any more.'),
      onError: ({ message }) => say(message, 'danger'),
      onSettled: again,
    }),
  );
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    setIsBusy(true);
    setProblem(null);
    const answer = await addPasskey(String(new FormData(form).get('name') ?? ''));
    setIsBusy(false);
    if (!answer.ok) return setProblem(answer.sentence);
    form.reset();
    say('The passkey is added.');
    await again();
  };
  return (
    <Section title="Passkeys" hint="Sign in with your device, its fingerprint or a security key; nothing to remember and nothing to steal.">
      <div className="panel divide-y divide-border">
        {passkeys.length > 0 && (
          <ul aria-label="Passkeys" className="divide-y divide-border">
            {passkeys.map(({ id, name, createdAt, isSynced }) => (
              <li key={id} className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
                <span className="min-w-0 flex-1 basis-48">
                  <span className="block truncate font-medium">{name}</span>
                  <span className="text-xs text-muted-foreground">
                    {isSynced ? 'synced between devices' : 'on one device'}
                    {createdAt && (
                      <>
                        , added <Age at={createdAt} />
                      </>
                    )}
                  </span>
                </span>
                <ConfirmButton
                  label="Remove"
                  name={`Remove the passkey ${name}`}
                  disabled={remove.isPending}
                  onConfirm={() => remove.mutate({ passkeyId: id })}
                />
              </li>
            ))}
          </ul>
        )}
        <form
          aria-label="New passkey"
          onSubmit={(event) => void add(event)}
          className="flex flex-wrap items-start gap-x-3 gap-y-2 px-4 py-3"
        >
          <div className="min-w-0 flex-1 basis-64 sm:max-w-sm">
            <TextField label="Name of the passkey" name="name" required maxLength={60} placeholder="laptop" error={problem} />
          </div>
          <Button type="submit" className="sm:mt-[1.375rem] max-sm:w-full" disabled={isBusy}>
            {isBusy ? 'Waiting for your device' : 'Add passkey'}
          </Button>
        </form>
      </div>
    </Section>
  );
}
