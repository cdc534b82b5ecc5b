import * as Y from 'yjs';
import type { Span } from '#core/language/span.ts';
import { carryOver } from './carry-over.ts';
import { type Difference, difference } from './difference.ts';

/** A stretch of a live text that stays where it is while others type around it and in it. */
export type Anchor = { start: Y.RelativePosition; end: Y.RelativePosition };

/**
 * Holds on to a stretch of the text as it is now. What is typed at either end of it, by anybody, belongs to it: an item that is emptied can be
 * filled again.
 */
export function anchorSpan(text: Y.Text, { start, end }: Span): Anchor {
  const to = Math.min(end, text.length);
  return {
    start: Y.createRelativePositionFromTypeIndex(text, Math.min(start, to), -1),
    end: Y.createRelativePositionFromTypeIndex(text, to, 0),
  };
}

/** Where the stretch is now. Null only for an anchor of another text. A stretch that is gone is empty, where it was. */
export function anchoredSpan(text: Y.Text, anchor: Anchor): Span | null {
  if (!text.doc) return null;
  const start = Y.createAbsolutePositionFromRelativePosition(anchor.start, text.doc);
  const end = Y.createAbsolutePositionFromRelativePosition(anchor.end, text.doc);
  if (start?.type !== text || end?.type !== text) return null;
  return { start: start.index, end: Math.max(start.index, end.index) };
}

/**
 * What to replace in the whole text so that an anchored stretch, which showed `before` when this person began to type, comes to show `after`.
 * What others did to the stretch since is kept: only what this person changed is carried over, to where it is now. Null where it changes nothing.
 */
export function editAnchored(text: Y.Text, anchor: Anchor, before: string, after: string): Difference | null {
  const span = anchoredSpan(text, anchor);
  if (!span || before === after) return null;
  const now = text.toString().slice(span.start, span.end);
  const { start, removed, inserted } = carryOver(difference(before, after), difference(before, now));
  return removed === 0 && inserted === '' ? null : { start: span.start + start, removed, inserted };
}

/** Carries out a difference on a live text as one transaction. */
export function applyToText(text: Y.Text, { start, removed, inserted }: Difference, origin: unknown): void {
  const apply = () => {
    if (removed > 0) text.delete(start, removed);
    if (inserted !== '') text.insert(start, inserted);
  };
  if (text.doc) text.doc.transact(apply, origin);
  else apply();
}
