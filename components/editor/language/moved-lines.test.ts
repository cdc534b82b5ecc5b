import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moveLines } from './moved-lines.ts';

const text = fc.array(fc.constantFrom('a', 'b', 'cc', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));

test('lines around what changed are found where they are, in order, and none beyond the end', () => {
  fc.assert(
    fc.property(text, text, text, text, (head, tail, gone, come) => {
      const before = `${head}\n#1\n${gone}\n#2\n${tail}`;
      const now = `${head}\n#1\n${come}\n#2\n${tail}`;
      const [was, is] = [before.split('\n'), now.split('\n')];
      const move = moveLines(before, now);
      for (const mark of ['#1', '#2']) expect(is[move(was.indexOf(mark) + 1) - 1]).toBe(mark);
      const moved = was.map((_, at) => move(at + 1));
      expect(moved).toEqual([...moved].sort((a, b) => a - b));
      expect(moved.at(-1)).toBe(is.length);
    }),
  );
});
