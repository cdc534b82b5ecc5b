import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { hunksOfEdits } from './restate-hunks.ts';
import { hunks } from './suggestion-shape.ts';

test('words put in the middle of what was typed in one go take nothing out', () => {
  const text = new Y.Doc().getText('text');
  text.insert(0, 'Ten percent of the total.');
  const found = hunksOfEdits(text, text.toString(), [{ start: 24, removed: 0, inserted: ', at most' }]);
  expect(found).toMatchObject([{ removed: [], original: '', inserted: ', at most' }]);
  expect(hunks.safeParse(found).success).toBe(true);
});
