import type { Span } from '#core/language/span.ts';
import { difference } from './difference.ts';

/** Where a stretch of `before` is in `now`, two states of one text that differ in one place. Of a stretch that is gone, the place is left. Linear. */
export function movedSpan(before: string, now: string, span: Span): Span {
  return spanMover(before, now)(span);
}

/** The same for many stretches: the texts are compared once, and each stretch then costs nothing to speak of. */
export function spanMover(before: string, now: string): (span: Span) => Span {
  if (before === now) return (span) => span;
  const change = difference(before, now);
  const by = change.inserted.length - change.removed;
  const end = change.start + change.removed;
  const startOf = (at: number) => (at <= change.start ? at : at >= end ? at + by : change.start);
  const endOf = (at: number) => (at < change.start ? at : Math.max(at, end) + by);
  return (span) => {
    const start = startOf(span.start);
    return { start, end: Math.max(start, endOf(span.end)) };
  };
}
