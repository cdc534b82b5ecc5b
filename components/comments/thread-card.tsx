'use client';

import { Check, RotateCcw } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useOrganization } from '#components/shell/organization.tsx';
import { IconButton } from '#components/ui/button.tsx';
import { Chip } from '#components/ui/chip.tsx';
import { cx } from '#components/ui/class-names.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Age } from '#components/ui/time.tsx';
import { CommentForm } from './comment-form.tsx';
import { CommentItem } from './comment-item.tsx';
import type { PlacedThread } from './threads.ts';
import type { Threads } from './use-threads.ts';

type ThreadCardProps = {
  thread: PlacedThread;
  /** What it is about, in words: `Criterion 1.2`. */
  about: string;
  isSelected: boolean;
  /** A deep link led here: the card is shown and ringed. */
  isRinged: boolean;
  actions: Threads;
  runsHref: string;
  onOpen: (thread: PlacedThread) => void;
  linkOf: (threadId: string) => () => string;
};

/** A conversation: what it is about, the words it stands on, what was said. */
export function ThreadCard({ thread, about, isSelected, isRinged, actions, runsHref, onOpen, linkOf }: ThreadCardProps) {
  const { user } = useOrganization();
  const { id, quote, now, resolved, comments } = thread;
  const element = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isSelected) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);
  const first = comments.find(({ isDeleted }) => !isDeleted);
  const isOutdated = now.state !== 'there';
  const shown = isSelected ? comments : comments.slice(0, 1);
  const hidden = comments.length - shown.length;
  const { mayWrite } = actions;
  return (
    <article
      ref={element}
      id={`thread-${id}`}
      aria-label={`${about}: ${first?.body.slice(0, 80) ?? 'deleted'}`}
      className={cx(
        'relative border-b border-l-2 border-border px-3.5 py-2.5',
        isSelected ? 'border-l-accent bg-accent-soft/30' : 'border-l-transparent hover:bg-muted/50',
        isRinged && 'ringed',
      )}
    >
      <header className="flex min-h-7 items-center gap-1.5">
        <button
          type="button"
          data-row
          aria-expanded={isSelected}
          onClick={() => onOpen(thread)}
          // Open, its words can be selected and its comments acted on.
          className={cx('min-w-0 truncate text-left text-xs font-semibold', !isSelected && 'after:absolute after:inset-0')}
        >
          {about}
        </button>
        {isOutdated && (
          <Chip tone="warning" title="The words that it was put on are gone from the text">
            Outdated
          </Chip>
        )}
        {resolved && (
          <span className="truncate text-xs text-muted-foreground">
            resolved by {resolved.by}, <Age at={resolved.at} />
          </span>
        )}
        <span className="relative z-1 -mr-1.5 ml-auto flex shrink-0">
          <CopyButton label="Copy the link to this thread" text={linkOf(id)} />
          {mayWrite && (
            <IconButton
              label={resolved ? 'Open this thread again' : 'Resolve this thread'}
              onClick={() => actions.setResolved(id, !resolved)}
            >
              {resolved ? <RotateCcw aria-hidden="true" className="size-4" /> : <Check aria-hidden="true" className="size-4" />}
            </IconButton>
          )}
        </span>
      </header>
      {(isOutdated || !thread.item) && quote && (
        <blockquote
          className={cx(
            'my-1 line-clamp-3 border-l-2 border-border pl-2 font-mono text-xs leading-5 break-words text-muted-foreground',
            isOutdated && 'line-through decoration-1',
          )}
        >
          {quote}
        </blockquote>
      )}
      <ul aria-label="Comments">
        {shown.map((comment) => (
          <CommentItem
            key={comment.id}
            comment={comment}
            isMine={mayWrite && comment.author.id === user.id}
            runsHref={runsHref}
            onEdit={actions.edit}
            onRemove={actions.remove}
          />
        ))}
      </ul>
      {hidden > 0 && (
        <p className="pl-8 text-xs text-accent">
          {hidden} {hidden === 1 ? 'reply' : 'replies'}
        </p>
      )}
      {isSelected && mayWrite && (
        <div className="relative z-1 mt-1 pl-8">
          <CommentForm label="Reply" submitLabel="Reply" draftKey={`reply:${id}`} onSubmit={(body) => actions.reply(id, body)} />
        </div>
      )}
    </article>
  );
}
