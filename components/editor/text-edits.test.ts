import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyDifference } from '#core/edits/difference.ts';
import { differencesOf } from './text-edits.ts';

const edit = fc.record({ at: fc.nat(200), removed: fc.nat(6), inserted: fc.constantFrom('', 'a', 'bc', '\n', 'é') });

test('a copy that follows the changes of a text, however many at once, is that text', () => {
  fc.assert(
    fc.property(fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { maxLength: 12 }), (transactions) => {
      const doc = new Y.Doc();
      const text = doc.getText('text');
      text.insert(0, 'a line\nand another one\n');
      let copy = text.toString();
      text.observe((event) => {
        for (const change of differencesOf(event)) copy = applyDifference(copy, change);
      });
      for (const edits of transactions) {
        doc.transact(() => {
          for (const { at, removed, inserted } of edits) {
            const from = at % (text.length + 1);
            text.delete(from, Math.min(removed, text.length - from));
            text.insert(from, inserted);
          }
        });
        expect(copy).toBe(text.toString());
      }
    }),
  );
});
