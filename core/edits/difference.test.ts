import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDifference, difference } from './difference.ts';

const text = fc.array(fc.constantFrom('a', 'b', '🙂', '🙃', '漢', '\n'), { maxLength: 12 }).map((parts) => parts.join(''));

test('gives the text that was wanted, and whole characters only', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const change = difference(before, after);
      expect(applyDifference(before, change)).toBe(after);
      expect(change.inserted.isWellFormed()).toBe(true);
      expect(before.slice(change.start, change.start + change.removed).isWellFormed()).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test('is empty for the same text and no longer than the change', () => {
  fc.assert(
    fc.property(text, text, text, text, (head, gone, come, tail) => {
      const change = difference(head + gone + tail, head + come + tail);
      expect(change.removed).toBeLessThanOrEqual(gone.length);
      expect(change.inserted.length).toBeLessThanOrEqual(come.length);
    }),
  );
  expect(difference('same', 'same')).toEqual({ start: 4, removed: 0, inserted: '' });
});

test('finds the change in a text of many blocks', () => {
  const long = 'lorem ipsum 🙂 '.repeat(2000);
  fc.assert(
    fc.property(fc.nat(long.length), fc.nat(5000), fc.string({ maxLength: 3 }), (at, removed, inserted) => {
      const after = long.slice(0, at) + inserted + long.slice(at + removed);
      const change = difference(long, after);
      expect(applyDifference(long, change)).toBe(after);
      expect(change.inserted.length).toBeLessThanOrEqual(inserted.length + 2);
    }),
  );
});

test('two emoji that share a half are replaced whole', () => {
  expect(difference('x🙂y', 'x🙃y')).toEqual({ start: 1, removed: 2, inserted: '🙃' });
});
