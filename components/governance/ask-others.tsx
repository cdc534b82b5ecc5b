'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';

type AskOthersProps = { specId: string; stage: string };

/** Asking those whose decision is wanted, or handing what was asked of oneself on to somebody else. */
export function AskOthers({ specId, stage }: AskOthersProps) {
  const { slug: organization } = useOrganization();
  const trpc = useTRPC();
  const [isHanding, setIsHanding] = useState(false);
  const { data: people } = useQuery(
    trpc.reviews.delegates.queryOptions({ organization, specId }, { enabled: isHanding, staleTime: 60_000 }),
  );
  const ask = useMutation(
    trpc.reviews.ask.mutationOptions({
      onSuccess: ({ kind, people: count }) =>
        say(
          count === 0
            ? 'They were reminded within the last hour already, or nobody is left to ask.'
            : `${count} ${count === 1 ? 'person is' : 'people are'} ${kind}.`,
        ),
      onError: ({ message }) => say(message, 'danger'),
    }),
  );
  const delegate = useMutation(
    trpc.reviews.delegate.mutationOptions({
      onSuccess: () => {
        say('They are asked to decide instead of you.');
        setIsHanding(false);
      },
      onError: ({ message }) => say(message, 'danger'),
    }),
  );
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <Button size="sm" variant="ghost" disabled={ask.isPending} onClick={() => ask.mutate({ organization, specId, stage })}>
        Ask or remind deciders
      </Button>
      {isHanding ? (
        <select
          aria-label="Who decides instead"
          defaultValue=""
          // biome-ignore lint/a11y/noAutofocus: the person has just asked for this field
          autoFocus
          disabled={delegate.isPending}
          onChange={({ target }) => target.value !== '' && delegate.mutate({ organization, specId, stage, userId: target.value })}
          onKeyDown={({ key }) => key === 'Escape' && setIsHanding(false)}
          className="control h-7! w-auto! max-w-56 px-1.5! text-xs!"
        >
          <option value="">
            {people === undefined ? 'Looking who may decide' : people.length === 0 ? 'Nobody else decides here' : 'Who decides instead'}
          </option>
          {people?.map(({ userId, name, role }) => (
            <option key={userId} value={userId}>
              {name} ({role})
            </option>
          ))}
        </select>
      ) : (
        <Button size="sm" variant="ghost" onClick={() => setIsHanding(true)}>
          Delegate
        </Button>
      )}
    </span>
  );
}
