import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldedTurns } from './compaction.ts';

const sizes = fc.array(fc.nat(300), { maxLength: 60 });
const room = { high: 1_000, low: 400 };

test('what is whole fits, but for a last turn that alone does not', () => {
  fc.assert(
    fc.property(sizes, (sizes) => {
      const folded = foldedTurns(sizes, room);
      const whole = sizes.slice(folded);
      expect(folded === 0 || folded < sizes.length).toBe(true);
      expect(whole.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(room.high);
    }),
  );
});

test('what is folded stays folded, and is seldom moved', () => {
  fc.assert(
    fc.property(sizes, (sizes) => {
      const all = sizes.map((_, i) => foldedTurns(sizes.slice(0, i + 1), room));
      const moves = all.filter((folded, i) => folded !== (all[i - 1] ?? 0));
      expect(all).toEqual(all.toSorted((a, b) => a - b));
      // At least `high - low` characters come in between two moves.
      expect(moves.length).toBeLessThanOrEqual(1 + sizes.reduce((a, b) => a + b, 0) / (room.high - room.low));
    }),
  );
});
