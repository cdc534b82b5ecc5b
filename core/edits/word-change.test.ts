import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wordChange } from './word-change.ts';

test('widens to whole words and keeps to the line', () => {
  expect(wordChange({ before: 'above\nThe door opens qu', original: 'ick', inserted: 'iet', after: 'ly today.\nBelow' })).toEqual({
    lead: 'The door opens ',
    removed: 'quickly',
    inserted: 'quietly',
    trail: ' today.',
  });
  expect(wordChange({ before: 'a ', original: '', inserted: 'new ', after: 'word' })).toMatchObject({ removed: '', inserted: 'new ' });
});

test('takes nothing away and adds nothing', () => {
  const text = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(text, text, text, text, (before, original, inserted, after) => {
      const { lead, removed, inserted: put, trail } = wordChange({ before, original, inserted, after });
      expect(before + original + after).toContain(lead + removed);
      expect(before + inserted + after).toContain(lead + put);
      expect(removed).toContain(original);
      expect(put).toContain(inserted);
      expect(after).toContain(trail);
    }),
  );
});
