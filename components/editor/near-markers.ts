import type { Span } from '#core/language/span.ts';

/** Monaco draws the first 500 markers of a model, wherever these stand. */
const atMost = 450;

/**
 * The markers that an editor is given while it shows `shown`: those in it, and one before and behind it and the first and the last of all, so that
 * going from problem to problem reaches every one. The rest of a long document costs nothing.
 */
export function nearMarkers<M extends { span: Span }>(markers: readonly M[], shown: Span): M[] {
  const sorted = markers.toSorted((a, b) => a.span.start - b.span.start);
  const from = sorted.findIndex(({ span }) => span.end >= shown.start);
  if (from < 0) return ends(sorted, sorted.length - 1, sorted.length);
  const behind = sorted.findIndex(({ span }, at) => at >= from && span.start > shown.end);
  const to = Math.min(behind < 0 ? sorted.length : behind, from + atMost);
  return ends(sorted, Math.max(0, from - 1), Math.min(sorted.length, to + 1));
}

function ends<M>(sorted: readonly M[], from: number, to: number): M[] {
  const [first] = sorted;
  const last = sorted.at(-1);
  return [
    ...(first !== undefined && from > 0 ? [first] : []),
    ...sorted.slice(from, to),
    ...(last !== undefined && to < sorted.length ? [last] : []),
  ];
}
