import { difference } from '#core/edits/difference.ts';
import type { Span } from '#core/language/span.ts';

/** The way between a text as it was read and the same text as it stands now, a few keys later. */
export type MovedPlaces = {
  /** Where an offset of now was before; null inside of what has been typed since. */
  toBefore(offset: number): number | null;
  /** Where a span of before is now; null where all of it is gone. What was typed inside of it is part of it. */
  toNow(span: Span): Span | null;
  /** The same for a span that must stand letter by letter as it was read, for a machine will write over it. */
  toNowUntouched(span: Span): Span | null;
};

/** Relates two texts by the one stretch in which they differ. Linear, and for equal texts nothing but a comparison. */
export function moveBetween(before: string, now: string): MovedPlaces {
  if (before === now) return { toBefore: (offset) => offset, toNow: (span) => span, toNowUntouched: (span) => span };
  const { start, removed, inserted } = difference(before, now);
  const by = inserted.length - removed;
  const oldEnd = start + removed;
  const newEnd = start + inserted.length;
  const startOf = (offset: number) => (offset < oldEnd ? Math.min(offset, start) : offset + by);
  const endOf = (offset: number) => (offset <= start ? offset : Math.max(offset, oldEnd) + by);
  return {
    toBefore: (offset) => (offset <= start ? offset : offset >= newEnd ? offset - by : null),
    toNow: (span) => {
      const isGone = span.start >= start && span.end <= oldEnd && span.end > span.start && removed > 0;
      return isGone ? null : { start: startOf(span.start), end: Math.max(startOf(span.start), endOf(span.end)) };
    },
    toNowUntouched: (span) => {
      if (span.end <= start) return span;
      return span.start >= oldEnd ? { start: span.start + by, end: span.end + by } : null;
    },
  };
}
