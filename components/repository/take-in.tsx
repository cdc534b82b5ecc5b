'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { formatCount } from '#components/ui/format-time.ts';
import { GoLink } from '#components/ui/go-link.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { isToTakeIn, type RepositoryFile } from './file-states.ts';

type TakeInProps = {
  project: string;
  files: readonly RepositoryFile[];
  /** Where the suggestions of a document are decided. */
  hrefOf: (file: RepositoryFile) => string;
};

/** Fetches what is new in the repository, and says what waits for a decision. */
export function TakeIn({ project, files, hrefOf }: TakeInProps) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const fetching = useMutation(
    trpc.remotes.fetch.mutationOptions({
      onSuccess: ({ result, taken }) => {
        const { added, suggested, conflicting, tooLarge } = taken;
        const told = [
          ...(suggested.length > 0 ? [`${formatCount(suggested.length, 'document')} got suggestions`] : []),
          ...(conflicting.length > 0 ? [`${conflicting.length} of them with conflicts`] : []),
          ...(added.length > 0 ? [`${formatCount(added.length, 'document')} came new`] : []),
          ...(tooLarge.length > 0 ? [`too much has changed in ${tooLarge.join(', ')} to be suggested`] : []),
        ];
        if (result === 'apart') say('The default branch there and here have gone apart: each has commits that the other lacks.', 'danger');
        else say(told.length > 0 ? `${told.join(', ')}.` : 'The repository has nothing new for the documents.');
      },
      onError: ({ message }) => say(message, 'danger'),
      onSettled: () =>
        Promise.all(
          [trpc.repository, trpc.projects, trpc.steering, trpc.suggestions].map((of) => queryClient.invalidateQueries(of.pathFilter())),
        ),
    }),
  );
  const toTakeIn = files.filter(isToTakeIn);
  const waiting = files.filter(({ state }) => state === 'waiting');
  const may = can('run.publish');
  return (
    <div className="space-y-3 px-4 py-3 md:px-5">
      {waiting.length > 0 && (
        <Notice tone="warning">
          <p>What the repository changed waits as suggestions:</p>
          <ul className="mt-1 list-disc pl-4">
            {waiting.map((file) => (
              <li key={file.path}>
                <GoLink href={hrefOf(file)} className="underline">
                  {file.path.slice(file.path.lastIndexOf('/') + 1)}
                </GoLink>
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {toTakeIn.length > 0 && (
        <Notice tone="warning">
          The repository has changed {toTakeIn.map(({ path }) => path.slice(path.lastIndexOf('/') + 1)).join(', ')} as well.
        </Notice>
      )}
      <Button
        className="w-full justify-center"
        disabled={!may || fetching.isPending}
        title="Fetches the default branch. What it changed in the documents comes as suggestions beside their texts."
        onClick={() => fetching.mutate({ organization, project })}
      >
        {fetching.isPending ? 'Fetching' : toTakeIn.length > 0 ? 'Take in what changed there' : 'Look for changes there'}
      </Button>
    </div>
  );
}
