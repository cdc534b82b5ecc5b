import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { applyToText } from '#core/edits/anchor.ts';
import { changeGlossary, type GlossaryChange } from './change-glossary.ts';
import { inOrder, readReadings } from './readings-text.ts';

const TEXT = `in vip : bool
in cost : money EUR as "the cost"
event submit as "an order is submitted"
action refuse as "refuse the order"
action decline as "decline the order"

1.1: when submit if cost > 50.00 EUR then refuse
1.2: when submit if cost > 90.00 EUR then decline
`;

const CHANGES: readonly GlossaryChange[] = [
  { kind: 'declare', name: 'cost', line: 'in price : money EUR as "the cost"' },
  { kind: 'declare', name: null, line: 'in spare : bool' },
  { kind: 'merge', into: 'refuse', from: 'decline' },
  { kind: 'exclude', one: 'refuse', other: 'decline', isExclusive: true },
  { kind: 'forget', name: 'vip' },
];

/** As the glossary of an open document makes it: all edits in one step that the page's own undo knows. */
function make(text: Y.Text, change: GlossaryChange, page: unknown): void {
  const changed = changeGlossary(readReadings(text.toString()), change, '');
  if ('refusal' in changed) throw new Error(changed.refusal);
  text.doc?.transact(() => {
    for (const { start, end, text: put } of inOrder(changed.edits).toReversed())
      applyToText(text, { start, removed: end - start, inserted: put }, page);
  }, page);
}

test.each(CHANGES)('$kind is one step of undo, and what somebody else wrote meanwhile stays', (change) => {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  const page = {};
  text.insert(0, TEXT);
  const undo = new Y.UndoManager(text, { trackedOrigins: new Set([page]) });
  make(text, change, page);
  const changed = text.toString();
  expect(changed).not.toBe(TEXT);
  expect(undo.undoStack).toHaveLength(1);
  text.insert(text.length, '-- somebody else\n');
  undo.undo();
  expect(text.toString()).toBe(`${TEXT}-- somebody else\n`);
  undo.redo();
  expect(text.toString()).toBe(`${changed}-- somebody else\n`);
});
