'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { Age } from '#components/ui/time.tsx';

/** What was put away in a project, read when somebody unfolds it. */
export function ArchivedSpecs({ project }: { project: string }) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data, error } = useQuery(trpc.specs.archived.queryOptions({ organization, project }));
  const restore = useMutation(
    trpc.specs.restore.mutationOptions({
      onSuccess: () => say('The spec is back, as it was.'),
      onError: ({ message }) => say(message, 'danger'),
      onSettled: () => Promise.all([trpc.specs, trpc.projects].map((known) => queryClient.invalidateQueries(known.pathFilter()))),
    }),
  );
  if (error) return <p className="px-5 py-3 text-danger">{error.message}</p>;
  if (!data || data.length === 0) return <p className="px-5 py-3 text-muted-foreground">{data ? 'Nothing was put away.' : 'Looking'}</p>;
  return (
    <ul aria-label="Archived specs">
      {data.map(({ id, title, slug, archivedAt }) => (
        <li key={id} className="flex items-center gap-3 border-b border-border px-4 py-2 md:px-5">
          <span className="min-w-0 flex-1">
            <span className="block truncate font-medium">{title}</span>
            <span className="block truncate font-mono text-xs text-muted-foreground">{slug}</span>
          </span>
          {archivedAt && <Age at={archivedAt} className="text-xs text-muted-foreground" />}
          {can('spec.change') && (
            <Button size="sm" onClick={() => restore.mutate({ organization, specId: id })} disabled={restore.isPending}>
              Take back
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
