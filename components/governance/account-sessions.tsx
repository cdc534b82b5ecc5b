'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Answers } from '#components/shell/answers.ts';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { ConfirmButton } from '#components/ui/confirm-button.tsx';
import { Age } from '#components/ui/time.tsx';
import { deviceName } from './device-name.ts';
import { postAuth } from './post-auth.ts';
import { Section } from './section.tsx';

/** Where the viewer is signed in, and the ways to end that. */
export function AccountSessions({ sessions }: { sessions: Answers['account']['get']['sessions'] }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const settled = {
    onError: ({ message }: { message: string }) => say(message, 'danger'),
    onSettled: () => queryClient.invalidateQueries(trpc.account.pathFilter()),
  };
  const endOne = useMutation(trpc.account.endSession.mutationOptions({ ...settled, onSuccess: () => say('The session is ended.') }));
  const endOthers = useMutation(
    trpc.account.endOtherSessions.mutationOptions({
      ...settled,
      onSuccess: ({ ended }) => say(`${ended} other session${ended === 1 ? '' : 's'} ended.`),
    }),
  );
  const others = sessions.filter(({ isThis }) => !isThis).length;
  return (
    <Section
      title="Sessions"
      hint="Where you are signed in. What you end is signed out at once."
      actions={
        <div className="flex gap-2">
          {others > 0 && (
            <ConfirmButton
              size="md"
              label="End all others"
              name="End all other sessions"
              disabled={endOthers.isPending}
              onConfirm={() => endOthers.mutate()}
            />
          )}
          <SignOut />
        </div>
      }
    >
      <ul aria-label="Sessions" className="panel divide-y divide-border">
        {sessions.map(({ id, isThis, userAgent, address, createdAt }) => (
          <li key={id} className="flex min-h-12 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2">
            <span className="min-w-0 flex-1 basis-48">
              <span className="font-medium">{deviceName(userAgent)}</span>
              {isThis && <span className="text-muted-foreground"> (this one)</span>}
              <span className="block truncate text-xs text-muted-foreground">
                {address === '' ? 'address unknown' : address}, signed in <Age at={createdAt} />
              </span>
            </span>
            {!isThis && (
              <ConfirmButton
                label="End"
                name={`End the session of ${deviceName(userAgent)}`}
                disabled={endOne.isPending}
                onConfirm={() => endOne.mutate({ sessionId: id })}
              />
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function SignOut() {
  const [isBusy, setIsBusy] = useState(false);
  const signOut = async () => {
    setIsBusy(true);
    const answer = await postAuth('/sign-out', {});
    // The whole page goes: nothing of this person stays in memory for the next one.
    if (answer.ok) return window.location.assign('/sign-in');
    setIsBusy(false);
    say(answer.sentence, 'danger');
  };
  return (
    <Button onClick={() => void signOut()} disabled={isBusy}>
      {isBusy ? 'Signing out' : 'Sign out'}
    </Button>
  );
}
