import fc from 'fast-check';
import { expect, test } from 'vitest';
import { segmentsOf } from './segments.ts';

const span = fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));

test('segments tile the stretch, and each character has the marks that lie over it', () => {
  fc.assert(
    fc.property(span, fc.array(span, { maxLength: 6 }), (stretch, marks) => {
      const segments = segmentsOf(stretch, marks);
      const wide = segments.filter(({ start, end }) => end > start);
      expect(wide.map(({ start }) => start)).toEqual(wide.length === 0 ? [] : [stretch.start, ...wide.slice(0, -1).map(({ end }) => end)]);
      expect(wide.at(-1)?.end ?? stretch.start).toBe(stretch.end);
      for (const segment of wide) {
        for (let at = segment.start; at < segment.end; at += 1) {
          expect(segment.marks).toEqual(marks.filter(({ start, end }) => start <= at && end > at));
        }
      }
    }),
  );
});

test('a caret has a place of its own, also at either end', () => {
  const caret = { start: 3, end: 3 };
  expect(segmentsOf({ start: 0, end: 3 }, [caret])).toEqual([
    { start: 0, end: 3, marks: [] },
    { start: 3, end: 3, marks: [caret] },
  ]);
  expect(segmentsOf({ start: 3, end: 3 }, [caret])).toEqual([{ start: 3, end: 3, marks: [caret] }]);
});
