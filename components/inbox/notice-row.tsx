'use client';

import {
  AtSign,
  Check,
  CircleHelp,
  Coins,
  Gavel,
  type LucideIcon,
  MessageSquare,
  Play,
  Reply,
  RotateCcw,
  ShieldQuestion,
  Stamp,
  Unplug,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, type ReactNode, useState } from 'react';
import { Button, IconButton } from '#components/ui/button.tsx';
import { cx } from '#components/ui/class-names.ts';
import { InlineText } from '#components/ui/inline-text.tsx';
import { Age } from '#components/ui/time.tsx';
import { type NoticeKind, noticeWords } from '#core/notices/notice.ts';
import type { Notice } from './group-notices.ts';

const icons: Record<NoticeKind, LucideIcon> = {
  mention: AtSign,
  reply: Reply,
  approval_wanted: Stamp,
  decision: Gavel,
  question: MessageSquare,
  finding: CircleHelp,
  run_needs_me: ShieldQuestion,
  run_failed: Play,
  run_verified: Play,
  drift: Unplug,
  budget: Coins,
};

type NoticeRowProps = {
  notice: Notice;
  href: string;
  onOpen: () => void;
  onDone: (isDone: boolean) => void;
  onUnread: () => void;
  /** What can be answered right here; it says when that is done. */
  answer: ((onAnswered: () => void) => ReactNode) | null;
};

/** One thing that waits, and its next step. With the focus on it: Enter opens it, e puts it away, u makes it unread. */
export function NoticeRow({ notice, href, onOpen, onDone, onUnread, answer }: NoticeRowProps) {
  const [isAnswering, setIsAnswering] = useState(false);
  const router = useRouter();
  const { kind, title, body, createdAt, isRead, isOpen, isSettled } = notice;
  const Icon = icons[kind];
  const isUnread = isOpen && !isRead;
  const open = () => {
    onOpen();
    router.push(href);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLLIElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // Letters that are typed into an answer are no commands.
    if (event.target instanceof Element && event.target.closest('input, textarea')) return;
    if (event.key === 'e') {
      const row = event.currentTarget;
      // The row goes away: whoever works through the list goes on with the next one.
      const next = row.nextElementSibling ?? row.previousElementSibling ?? row.closest('section')?.nextElementSibling;
      next?.querySelector<HTMLElement>('[data-row]')?.focus();
      onDone(isOpen);
    } else if (event.key === 'u' && isOpen) onUnread();
    else return;
    event.preventDefault();
  };
  return (
    <li
      onKeyDown={onKeyDown}
      className="relative flex items-start gap-x-3 gap-y-1.5 border-t border-border px-4 py-2.5 first:border-t-0 hover:bg-muted/50 max-sm:flex-wrap md:px-5"
    >
      <span className="relative mt-0.5">
        <Icon aria-hidden="true" className="size-4 text-muted-foreground" />
        {isUnread && <span className="absolute -top-1 -right-1 size-2 rounded-full bg-accent" />}
      </span>
      <div className="min-w-0 flex-1">
        <button
          type="button"
          data-row
          onClick={open}
          className={cx('block max-w-full text-left break-words after:absolute after:inset-0', isUnread ? 'font-semibold' : 'font-medium')}
        >
          {isUnread && <span className="sr-only">Unread: </span>}
          <InlineText text={title} />
        </button>
        {body && <p className="line-clamp-2 break-words text-muted-foreground">{body}</p>}
        <p className="mt-0.5 text-xs text-muted-foreground">
          {noticeWords[kind].label}, <Age at={createdAt} />
          {isSettled && ', settled meanwhile'}
        </p>
        {isAnswering && answer?.(() => setIsAnswering(false))}
      </div>
      <span className="relative z-1 flex shrink-0 items-center gap-1 max-sm:basis-full max-sm:pl-7">
        {isOpen && answer && (
          <Button size="sm" aria-expanded={isAnswering} onClick={() => setIsAnswering(!isAnswering)}>
            {isAnswering ? 'Close' : 'Answer here'}
          </Button>
        )}
        {isOpen && (
          <Button size="sm" onClick={open}>
            {noticeWords[kind].step}
          </Button>
        )}
        {!isSettled && (
          <IconButton label={isOpen ? 'Done' : 'Put back'} shortcut="e" onClick={() => onDone(isOpen)}>
            {isOpen ? <Check aria-hidden="true" className="size-4" /> : <RotateCcw aria-hidden="true" className="size-4" />}
          </IconButton>
        )}
      </span>
    </li>
  );
}
