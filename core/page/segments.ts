import type { Span } from '#core/language/span.ts';

/** A stretch of a text with every mark that lies over all of it, in the order in which the marks were given. */
export type Segment<M extends Span> = Span & { marks: readonly M[] };

/**
 * Cuts a stretch at the ends of the marks that touch it. The segments with a width put together are the stretch; a mark without a width (a
 * caret) gets a segment without one, before what stands behind it. Marks may overlap and lie partly or wholly outside.
 */
export function segmentsOf<M extends Span>({ start, end }: Span, marks: readonly M[]): Segment<M>[] {
  const touching = marks.filter((mark) => mark.start <= end && mark.end >= start);
  if (touching.length === 0) return end > start ? [{ start, end, marks: touching }] : [];
  const cuts = new Set([start, end]);
  for (const mark of touching) {
    cuts.add(Math.max(start, mark.start));
    cuts.add(Math.min(end, mark.end));
  }
  const places = [...cuts].sort((a, b) => a - b);
  const segments: Segment<M>[] = [];
  places.forEach((place, at) => {
    const points = touching.filter((mark) => mark.start === place && mark.end === place);
    if (points.length > 0) segments.push({ start: place, end: place, marks: points });
    const next = places[at + 1];
    if (next === undefined) return;
    const over = touching.filter((mark) => mark.start <= place && mark.end >= next);
    segments.push({ start: place, end: next, marks: over });
  });
  return segments;
}
