import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rowsInSight } from './rows-in-sight.ts';

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
