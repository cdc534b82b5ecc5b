'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useOrganization } from '#components/shell/organization.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { StateIcon } from '#components/ui/state-icon.tsx';
import type { Notice } from '#core/verification/suite/notice.ts';

type UnnoticedProps = { documentId: string | null; notices: readonly Notice[] };

/** Small changes of the readings that no test and no finding would notice, each as a question for people. */
export function Unnoticed({ documentId, notices }: UnnoticedProps) {
  const { slug: organization, can } = useOrganization();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { mutate, isPending, variables } = useMutation(
    trpc.comments.start.mutationOptions({
      onSuccess: async () => {
        say('Asked in a thread on the criterion.');
        await queryClient.invalidateQueries(trpc.comments.list.pathFilter());
      },
      onError: ({ message }) => say(message, 'danger'),
    }),
  );
  const silent = notices.filter(({ by }) => by === null);
  if (silent.length === 0) return null;
  const ask = ({ criterion, change }: Notice) => {
    if (documentId === null) return;
    const body = `${change}, and nothing would change: no test of this spec and no finding would notice. Is it meant as it stands, or is another criterion missing?`;
    const place = { kind: 'item' as const, item: { kind: 'criterion' as const, id: criterion } };
    mutate({ organization, documentId, place, body, threadId: crypto.randomUUID(), commentId: crypto.randomUUID() });
  };
  return (
    <ul aria-label="Changes that nothing would notice">
      {silent.map((notice) => (
        <li key={`${notice.rule} ${notice.change}`} className="flex items-center gap-2.5 border-b border-border px-4 py-2 md:px-5">
          <StateIcon shape="bang" className="size-3.5 text-warning" />
          <span className="w-8 shrink-0 font-mono text-xs font-semibold">{notice.criterion}</span>
          <span className="min-w-0 flex-1">
            {notice.change}, <span className="text-muted-foreground">and nothing would change</span>
          </span>
          {can('comment.write') && documentId !== null && (
            <Button
              size="sm"
              aria-label={`Ask about: ${notice.criterion}, ${notice.change}`}
              disabled={isPending && variables.body.startsWith(notice.change)}
              onClick={() => ask(notice)}
            >
              Ask
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
