'use client';

import { useState } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { Button } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { EmptyState } from '#components/ui/empty-state.tsx';
import { Key } from '#components/ui/key.tsx';
import { Notice } from '#components/ui/notice.tsx';
import { CommentForm } from './comment-form.tsx';
import { newId } from './new-id.ts';
import type { NewPlace } from './new-place.ts';
import { ThreadCard } from './thread-card.tsx';
import { type PlacedThread, showThreads, type ThreadFilter, threadFilters } from './threads.ts';
import type { Threads } from './use-threads.ts';

type CommentsPanelProps = {
  actions: Threads;
  threads: readonly PlacedThread[];
  /** The thread that is open, by the address. */
  selected: string | null;
  /** Where somebody is about to start a thread. */
  starting: NewPlace | null;
  aboutOf: (thread: PlacedThread) => string;
  runsHref: string;
  onOpen: (thread: PlacedThread) => void;
  onStarted: (threadId: string | null) => void;
  linkOf: (threadId: string) => () => string;
  /** Keeps a comment until a decision is sent, and then sends it along. */
  review: { mayAdd: boolean; add: (place: NewPlace, body: string) => void };
};

const filterLabels: Record<ThreadFilter, string> = { open: 'Open', mine: 'Mine', resolved: 'Resolved' };

/** Every conversation about a spec, in the order of its text. */
export function CommentsPanel({
  actions,
  threads,
  selected,
  starting,
  aboutOf,
  runsHref,
  onOpen,
  onStarted,
  linkOf,
  review,
}: CommentsPanelProps) {
  const { user, role } = useOrganization();
  const [chosen, setChosen] = useState<ThreadFilter | null>(null);
  // A deep link was followed here, rather than a thread opened on the page.
  const [ringed] = useState(selected);
  const opened = threads.find(({ id }) => id === selected);
  // What a link leads to is shown, resolved or not; a filter that is chosen afterwards holds.
  const filter = chosen ?? (opened?.resolved ? 'resolved' : 'open');
  const shown = showThreads(threads, filter, user.id);
  return (
    <div className="flex min-h-full flex-col">
      <fieldset className="flex gap-1 border-b border-border px-3 py-1.5">
        <legend className="sr-only">Show</legend>
        {threadFilters.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={filter === name}
            onClick={() => setChosen(name)}
            className={cx(
              'h-6 rounded-md px-2 text-xs font-medium',
              filter === name ? 'bg-muted text-foreground' : 'text-muted-foreground hover:text-foreground',
            )}
          >
            {filterLabels[name]} <span className="font-normal text-muted-foreground">{showThreads(threads, name, user.id).length}</span>
          </button>
        ))}
      </fieldset>
      {starting && <NewThread key={placeKey(starting)} starting={starting} actions={actions} onStarted={onStarted} review={review} />}
      {actions.error && (
        <Notice tone="danger" role="alert" className="m-3">
          The comments could not be read.{' '}
          <Button size="sm" onClick={() => void actions.refetch()}>
            Try again
          </Button>
        </Notice>
      )}
      {shown.map((thread) => (
        <ThreadCard
          key={thread.id}
          thread={thread}
          about={aboutOf(thread)}
          isSelected={thread.id === selected}
          isRinged={thread.id === ringed}
          actions={actions}
          runsHref={runsHref}
          onOpen={onOpen}
          linkOf={linkOf}
        />
      ))}
      {shown.length === 0 && !starting && !actions.error && (
        <Nothing filter={filter} isPending={actions.isPending} mayWrite={actions.mayWrite} role={role} />
      )}
    </div>
  );
}

function placeKey(place: NewPlace): string {
  return place.kind === 'item' ? `${place.item.kind}:${place.item.id}` : JSON.stringify(place.anchor);
}

type NewThreadProps = Pick<CommentsPanelProps, 'actions' | 'onStarted' | 'review'> & { starting: NewPlace };

function NewThread({ starting, actions, onStarted, review }: NewThreadProps) {
  const [threadId] = useState(newId);
  return (
    <section aria-label="New comment" className="border-b border-l-2 border-border border-l-accent bg-accent-soft/30 px-3.5 py-2.5">
      <blockquote className="mb-2 line-clamp-3 border-l-2 border-border pl-2 font-mono text-xs leading-5 break-words text-muted-foreground">
        {starting.quote}
      </blockquote>
      <CommentForm
        label="Comment"
        submitLabel="Comment"
        draftKey={`new:${starting.documentId}`}
        autoFocus
        onSubmit={(body) => {
          onStarted(threadId);
          return actions.start(threadId, starting, body);
        }}
        onCancel={() => onStarted(null)}
        second={
          review.mayAdd
            ? {
                label: 'Add to review',
                onSubmit: (body) => {
                  review.add(starting, body);
                  onStarted(null);
                },
              }
            : undefined
        }
      />
    </section>
  );
}

type NothingProps = { filter: ThreadFilter; isPending: boolean; mayWrite: boolean; role: string };

function Nothing({ filter, isPending, mayWrite, role }: NothingProps) {
  if (isPending) return <p className="late px-4 py-3 text-muted-foreground">Reading the comments</p>;
  if (filter === 'resolved') return <EmptyState title="Nothing resolved yet">Threads that were resolved are kept here.</EmptyState>;
  if (filter === 'mine')
    return <EmptyState title="No open thread of yours">Threads that you started, answered, or are named in are shown here.</EmptyState>;
  return (
    <EmptyState title="No open comment">
      {mayWrite ? (
        <>
          Select words in the text and press <Key>Ctrl</Key> <Key>Alt</Key> <Key>M</Key>, or the button that appears beside them. An @ names
          somebody, who finds it in the inbox.
        </>
      ) : (
        `What reviewers and editors say about the text is shown here. The role ${role} reads it.`
      )}
    </EmptyState>
  );
}
