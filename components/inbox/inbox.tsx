'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { PageHead } from '#components/shell/page-head.tsx';
import { say } from '#components/shell/toaster.tsx';
import { useTRPC } from '#components/shell/trpc-provider.tsx';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Key } from '#components/ui/key.tsx';
import { Notice as Sentence } from '#components/ui/notice.tsx';
import { type NoticeKind, noticeKinds, noticeWords } from '#core/notices/notice.ts';
import { DecideMany } from './decide-many.tsx';
import { groupNotices, type Notice } from './group-notices.ts';
import { NoticeRow } from './notice-row.tsx';

type Filter = 'all' | 'unread' | 'done';
const filters: readonly { id: Filter; label: string }[] = [
  { id: 'all', label: 'All' },
  { id: 'unread', label: 'Unread' },
  { id: 'done', label: 'Done' },
];

type InboxProps = {
  /** What answers a notice where it stands; null for one that is opened instead. */
  answerOf: (notice: Notice) => ((onAnswered: () => void) => ReactNode) | null;
};

/** What waits for the viewer, by spec. */
export function Inbox({ answerOf }: InboxProps) {
  const { slug: organization, can } = useOrganization();
  const [deciding, setDeciding] = useState<string[] | null>(null);
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [filter, setFilter] = useState<Filter>('all');
  const [kind, setKind] = useState<NoticeKind | 'any'>('any');
  const asked = { organization, show: filter === 'done' ? ('done' as const) : ('open' as const) };
  const { queryKey, ...query } = trpc.inbox.list.queryOptions(asked);
  const { data: notices, error, refetch } = useQuery({ queryKey, ...query });
  const mark = useMutation(
    trpc.inbox.mark.mutationOptions({
      onMutate: async ({ which, as }) => {
        await queryClient.cancelQueries({ queryKey });
        const before = queryClient.getQueryData(queryKey);
        const isMeant = ({ id }: Notice) => ('ids' in which ? which.ids.includes(id) : true);
        queryClient.setQueryData(queryKey, (known) => known?.flatMap((notice) => (isMeant(notice) ? marked(notice, as) : [notice])));
        return { before };
      },
      onError: ({ message }, _input, context) => {
        queryClient.setQueryData(queryKey, context?.before);
        say(message, 'danger');
      },
      onSettled: () => queryClient.invalidateQueries(trpc.inbox.pathFilter()),
    }),
  );
  const act = (id: string, as: 'read' | 'unread' | 'done' | 'open') => mark.mutate({ organization, which: { ids: [id] }, as });
  const shown = (notices ?? []).filter((notice) => (filter !== 'unread' || !notice.isRead) && (kind === 'any' || notice.kind === kind));
  const wanted = shown.filter((notice) => notice.kind === 'approval_wanted' && notice.isOpen).slice(0, 100);
  const kinds = noticeKinds.filter((each) => each === kind || notices?.some((notice) => notice.kind === each));
  return (
    <>
      <PageHead
        title="Inbox"
        actions={
          filter !== 'done' && (
            <>
              {wanted.length > 0 && can('approval.decide') && (
                <Button variant="primary" onClick={() => setDeciding(wanted.map(({ id }) => id))}>
                  Review {wanted.length} {wanted.length === 1 ? 'approval' : 'approvals'}
                </Button>
              )}
              {shown.length > 1 && (
                <Button onClick={() => mark.mutate({ organization, which: { ids: shown.map(({ id }) => id) }, as: 'done' })}>
                  All {shown.length} done
                </Button>
              )}
            </>
          )
        }
      >
        <div className="mt-1.5 flex flex-wrap items-center gap-1">
          {filters.map(({ id, label }) => (
            <button
              key={id}
              type="button"
              aria-pressed={filter === id}
              onClick={() => setFilter(id)}
              className={cx(
                'h-6 rounded-md px-2 text-xs font-medium',
                filter === id ? 'bg-muted text-foreground' : 'text-muted-foreground hover:text-foreground',
              )}
            >
              {label}
            </button>
          ))}
          {kinds.length > 1 && (
            <select
              aria-label="Kind"
              value={kind}
              onChange={({ target }) => setKind(noticeKinds.find((each) => each === target.value) ?? 'any')}
              className="control ml-2 h-6! w-auto! px-1! text-xs!"
            >
              <option value="any">Every kind</option>
              {kinds.map((each) => (
                <option key={each} value={each}>
                  {noticeWords[each].label}
                </option>
              ))}
            </select>
          )}
        </div>
      </PageHead>
      {deciding && <DecideMany noticeIds={deciding} onClose={() => setDeciding(null)} />}
      <div className="min-h-0 flex-1 overflow-auto">
        {error ? (
          <Sentence tone="danger" role="alert" className="m-4">
            The inbox could not be read.{' '}
            <Button size="sm" onClick={() => void refetch()}>
              Try again
            </Button>
          </Sentence>
        ) : notices === undefined ? (
          <p className="late px-5 py-4 text-muted-foreground">Reading the inbox</p>
        ) : shown.length === 0 ? (
          <Nothing filter={filter} />
        ) : (
          groupNotices(shown).map(({ id, title, notices: own }) => (
            <section key={id} aria-label={title} className="border-b-4 border-muted last:border-b-0">
              <h2 className="px-4 pt-3 pb-1 text-xs font-semibold text-muted-foreground md:px-5">{title}</h2>
              <ul>
                {own.map((notice) => (
                  <NoticeRow
                    key={notice.id}
                    notice={notice}
                    href={`/${organization}${notice.path}`}
                    onOpen={() => notice.isOpen && !notice.isRead && act(notice.id, 'read')}
                    onDone={(isDone) => act(notice.id, isDone ? 'done' : 'open')}
                    onUnread={() => act(notice.id, 'unread')}
                    answer={answerOf(notice)}
                  />
                ))}
              </ul>
            </section>
          ))
        )}
      </div>
    </>
  );
}

/** A notice as it is shown once it is marked; gone from the list where the list does not show it any more. */
function marked(notice: Notice, as: 'read' | 'unread' | 'done' | 'open'): Notice[] {
  if (as === 'read' || as === 'unread') return [{ ...notice, isRead: as === 'read' }];
  return (as === 'open') === notice.isOpen ? [notice] : [];
}

function Nothing({ filter }: { filter: Filter }) {
  if (filter === 'done')
    return <EmptyState title="Nothing here yet">What you are done with, and what was settled by others, is kept here.</EmptyState>;
  return (
    <EmptyState title="Nothing waits for you">
      Mentions, replies, approvals, questions of agents and runs that need you arrive here at once. <Key>j</Key> and <Key>k</Key> move,{' '}
      <Key>e</Key> puts a thing away.
    </EmptyState>
  );
}
