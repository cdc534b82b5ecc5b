'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';

/** Pushes a run's branch to the project's remote, or leads to the pull request that is there. Nothing where the project has no remote. */
export function PublishButton({ runId }: { runId: string }) {
  const { slug: organization, role, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.remotes.publication.queryOptions({ organization, runId }));
  const publish = useMutation(
    trpc.remotes.publish.mutationOptions({
      onSuccess: () => say('The branch is pushed.'),
      onError: ({ message }) => say(message, 'danger'),
      onSettled: () => queryClient.invalidateQueries(trpc.remotes.pathFilter()),
    }),
  );
  if (!data?.forge) return null;
  const { publication, forge } = data;
  const may = can('run.publish');
  return (
    <>
      {publication?.url && (
        <a href={publication.url} target="_blank" rel="noreferrer" className="px-2 font-medium text-muted-foreground hover:text-foreground">
          Pull request {publication.number}, {publication.state}
        </a>
      )}
      {!publication?.url && (
        <Button
          disabled={!may || publish.isPending}
          title={may ? 'Pushes what this run has committed to the project’s remote' : `The role ${role} does not push.`}
          onClick={() => publish.mutate({ organization, runId })}
        >
          {publish.isPending ? 'Pushing' : forge === 'github' ? 'Open pull request' : publication ? 'Push again' : 'Push branch'}
        </Button>
      )}
    </>
  );
}
