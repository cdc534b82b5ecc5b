import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countChangedLines } from './changed-lines.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 9 }).map((lines) => lines.map((line) => `${line}\n`).join(''));
const lineCount = (value: string) => value.split('\n').length - 1;

test('added less removed is the difference in length', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { added, removed } = countChangedLines(before, after);
      expect(added - removed).toBe(lineCount(after) - lineCount(before));
      expect(added).toBeGreaterThanOrEqual(0);
      expect(removed).toBeGreaterThanOrEqual(0);
      expect(added + removed === 0).toBe(before === after);
    }),
  );
});

test('lines put in anywhere are counted, and only they', () => {
  fc.assert(
    fc.property(text, fc.array(fc.nat(9), { maxLength: 4 }), (before, places) => {
      const lines = before.split('\n').slice(0, -1);
      for (const place of places) lines.splice(Math.min(place, lines.length), 0, 'new');
      const after = lines.map((line) => `${line}\n`).join('');
      expect(countChangedLines(before, after)).toEqual({ added: places.length, removed: 0 });
    }),
  );
});

test('a text without a last line end counts its last line', () => {
  expect(countChangedLines('', 'a')).toEqual({ added: 1, removed: 0 });
  expect(countChangedLines('a\nb', 'a\nc')).toEqual({ added: 1, removed: 1 });
});
