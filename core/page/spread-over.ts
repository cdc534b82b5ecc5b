import type { Span } from '#core/language/span.ts';

/**
 * What touches each of the cuts of a page, which follow one another without a gap: for each cut the items that begin before its end and end behind
 * its start, or at them, in the order in which they were given. Linear, but for the search of each span's first cut.
 */
export function spreadOver<T>(cuts: readonly Span[], items: readonly T[], spanOf: (item: T) => Span): readonly (readonly T[])[] {
  const over = cuts.map((): T[] => []);
  for (const item of items) {
    const { start, end } = spanOf(item);
    for (let at = firstTouched(cuts, start); at < cuts.length && (cuts[at]?.start ?? 0) <= end; at += 1) over[at]?.push(item);
  }
  return over;
}

function firstTouched(cuts: readonly Span[], start: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cuts[middle]?.end ?? 0) >= start) high = middle;
    else low = middle + 1;
  }
  return low;
}
