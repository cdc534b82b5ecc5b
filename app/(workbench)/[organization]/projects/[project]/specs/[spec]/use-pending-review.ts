'use client';

import { useMemo } from 'react';
import { newId } from '#components/comments/new-id.ts';
import { type NewPlace, readNewPlace } from '#components/comments/new-place.ts';
import { useDraft } from '#components/ui/use-draft.ts';

/** A comment that waits to be sent with a decision. Its ids are made here, so that sending twice writes it once. */
export type PendingComment = { threadId: string; commentId: string; body: string; place: NewPlace };

/** The comments of a review that is being written: kept in this browser, seen by nobody, and sent as one. */
export function usePendingReview(userId: string, specId: string) {
  const draft = useDraft(`${userId}:review:${specId}`);
  const pending = useMemo(() => readPending(draft.text), [draft.text]);
  const write = (comments: readonly PendingComment[]) => {
    if (comments.length === 0) draft.forget();
    else draft.write(JSON.stringify(comments.map(({ place, ...comment }) => ({ ...comment, place: JSON.stringify(place) }))));
  };
  return {
    pending,
    add: (place: NewPlace, body: string) => write([...pending, { threadId: newId(), commentId: newId(), body, place }]),
    remove: (threadId: string) => write(pending.filter((comment) => comment.threadId !== threadId)),
    clear: () => write([]),
  };
}

/** What this browser kept, as far as it can be read. */
function readPending(text: string): PendingComment[] {
  try {
    const kept: unknown = JSON.parse(text);
    return Array.isArray(kept) ? kept.flatMap(readComment) : [];
  } catch {
    return [];
  }
}

function readComment(value: unknown): PendingComment[] {
  if (typeof value !== 'object' || value === null) return [];
  const { threadId, commentId, body, place: written } = value as Partial<Record<string, unknown>>;
  if (typeof threadId !== 'string' || typeof commentId !== 'string' || typeof body !== 'string' || typeof written !== 'string') return [];
  const place = readNewPlace(written);
  return place ? [{ threadId, commentId, body, place }] : [];
}
