import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextRows, type Rows, rowsInSight } from './rows-in-sight.ts';

const sizes = fc.record({
  count: fc.nat(5_000),
  rowPx: fc.integer({ min: 1, max: 200 }),
  topPx: fc.float({ min: -500, max: 600_000, noNaN: true }),
  heightPx: fc.float({ min: 0, max: 3_000, noNaN: true }),
});

test('every row that can be seen is drawn, and no more than a screen and its surroundings', () => {
  fc.assert(
    fc.property(sizes, (size) => {
      const { from, to } = rowsInSight(size);
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to).toBeGreaterThanOrEqual(from);
      expect(to).toBeLessThanOrEqual(size.count);
      for (const row of [0, size.count - 1, Math.floor((size.topPx + size.heightPx / 2) / size.rowPx)]) {
        const isSeen = row >= 0 && row < size.count && row * size.rowPx < size.topPx + size.heightPx && (row + 1) * size.rowPx > size.topPx;
        if (isSeen) expect(from <= row && row < to, `row ${row} of ${from} to ${to}`).toBe(true);
      }
      expect(to - from).toBeLessThanOrEqual(size.heightPx / size.rowPx + 14);
    }),
  );
});

const rows = fc.tuple(fc.nat(200), fc.nat(60)).map(([from, length]): Rows => ({ from, to: from + length }));

test('rows drawn in turns are all drawn in the end, few at a time, and none for nothing', () => {
  fc.assert(
    fc.property(rows, rows, fc.integer({ min: 1, max: 12 }), (first, wanted, most) => {
      let drawn = first;
      const isDrawn = (row: number, { from, to }: Rows) => row >= from && row < to;
      for (let turn = 0; turn < 70 && (drawn.from !== wanted.from || drawn.to !== wanted.to); turn += 1) {
        const next = nextRows(drawn, wanted, most);
        const added = Array.from({ length: next.to - next.from }, (_, at) => next.from + at).filter((row) => !isDrawn(row, drawn));
        expect(added.length).toBeLessThanOrEqual(most);
        for (let row = wanted.from; row < wanted.to; row += 1) if (isDrawn(row, drawn)) expect(isDrawn(row, next)).toBe(true);
        expect(next.from).toBeGreaterThanOrEqual(wanted.from);
        expect(next.to).toBeLessThanOrEqual(wanted.to);
        drawn = next;
      }
      expect(drawn).toEqual(wanted);
    }),
  );
});
