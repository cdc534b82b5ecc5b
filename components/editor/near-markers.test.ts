import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearMarkers } from './near-markers.ts';

const marker = fc.tuple(fc.nat(3_000), fc.nat(40)).map(([start, length]) => ({ span: { start, end: start + length } }));
const shown = fc.tuple(fc.nat(3_000), fc.nat(500)).map(([start, length]) => ({ start, end: start + length }));

test('what is shown has its markers, and the way to the next one leads on from either end', () => {
  fc.assert(
    fc.property(fc.array(marker, { maxLength: 60 }), shown, (markers, at) => {
      const near = nearMarkers(markers, at);
      const inside = markers.filter(({ span }) => span.start <= at.end && span.end >= at.start);
      expect(near).toEqual(expect.arrayContaining(inside));
      expect(new Set(near).size).toBe(near.length);
      const starts = near.map(({ span }) => span.start);
      expect(starts).toEqual(starts.toSorted((a, b) => a - b));
      const behind = markers.map(({ span }) => span.start).filter((start) => start > at.end);
      if (behind.length > 0) expect(starts).toContain(Math.min(...behind));
      if (markers.length > 0) expect(starts).toContain(Math.max(...markers.map(({ span }) => span.start)));
    }),
  );
});

test('thousands in one place are not all given', () => {
  const markers = Array.from({ length: 3_000 }, (_, start) => ({ span: { start, end: start + 1 } }));
  expect(nearMarkers(markers, { start: 0, end: 3_000 }).length).toBeLessThan(500);
});
