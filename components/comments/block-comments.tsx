'use client';

import { MessageSquare, MessageSquarePlus } from 'lucide-react';
import { cx } from '#components/ui/class-names.ts';

type BlockCommentsProps = {
  /** Threads that stand on the block and are not resolved. */
  count: number;
  isOpen: boolean;
  /** Null for whoever may not comment. */
  onStart: (() => void) | null;
  onOpen: () => void;
};

/** In the margin of a block: the threads that stand on it, or the way to start one. */
export function BlockComments({ count, isOpen, onStart, onOpen }: BlockCommentsProps) {
  if (count === 0 && !onStart) return null;
  const label = count > 0 ? `${count} ${count === 1 ? 'comment' : 'comments'} here: open` : 'Comment on this';
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={() => (count > 0 ? onOpen() : onStart?.())}
      className={cx(
        'absolute right-1 bottom-0.5 flex h-5 min-w-5 items-center justify-center gap-0.5 rounded-sm text-xs hover:bg-muted',
        count > 0
          ? cx('font-medium text-warning', isOpen && 'bg-warning-soft')
          : 'text-muted-foreground opacity-0 focus-visible:opacity-100 [.page-row:focus-within>&]:opacity-100 [.page-row:hover>&]:opacity-100',
      )}
    >
      {count > 0 ? (
        <MessageSquare aria-hidden="true" className="size-3.5" />
      ) : (
        <MessageSquarePlus aria-hidden="true" className="size-3.5" />
      )}
      {count > 1 && count}
    </button>
  );
}
