import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyDifference } from './difference.ts';
import { lineDifferences } from './line-differences.ts';

const texts = fc
  .array(fc.oneof(fc.constantFrom('# A', '', '- 1.1 x', 'WHEN y'), fc.string({ unit: 'grapheme', maxLength: 6 })), { maxLength: 12 })
  .map((lines) => lines.join('\n'));

test('carried out from the last to the first, they make the one text of the other and do not touch each other', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      const edits = lineDifferences(before, after);
      expect(edits.toReversed().reduce(applyDifference, before)).toBe(after);
      for (const [at, { start, removed }] of edits.entries())
        expect(start + removed).toBeLessThanOrEqual(edits[at + 1]?.start ?? before.length);
    }),
  );
});

test('a heading that stays is in no edit, whatever is put in above and below it', () => {
  const before = '# T\n\n## A\n\nold\n\n## B\n\n## C\n';
  const after = '# T\n\n## A\n\nnew\n\nmore\n\n## B\n\n- x\n\n## C\n\n### D\n';
  const touched = lineDifferences(before, after).map(({ start, removed, inserted }) => [before.slice(start, start + removed), inserted]);
  expect(touched).toEqual([
    ['old', 'new\n\nmore'],
    ['', '\n\n- x'],
    ['', '\n\n### D'],
  ]);
});

test('lines that stay are in no edit', () => {
  expect(lineDifferences('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual([
    { start: 2, removed: 1, inserted: 'B' },
    { start: 5, removed: 0, inserted: '\nd' },
  ]);
});
