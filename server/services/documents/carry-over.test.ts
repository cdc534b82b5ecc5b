import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { carryOver } from './carry-over.ts';
import { firstState, textOf } from './document-state.ts';

const edit = fc.record({ at: fc.nat(), remove: fc.nat(4), insert: fc.constantFrom('', 'a', 'bc', 'def\n', '漢') });
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;
const edits = fc.array(edit, { maxLength: 12 });
const some = fc.array(edit, { minLength: 1, maxLength: 12 });

function docOf(state: Uint8Array, clientID?: number): Y.Doc {
  const doc = new Y.Doc();
  if (clientID !== undefined) doc.clientID = clientID;
  Y.applyUpdate(doc, state);
  return doc;
}

function type(doc: Y.Doc, script: readonly Edit[], mark = ''): void {
  const text = textOf(doc);
  for (const { at, remove, insert } of script) {
    doc.transact(() => {
      const start = at % (text.length + 1);
      text.delete(start, Math.min(remove, text.length - start));
      text.insert(start, insert && mark + insert);
    });
  }
}
const read = (doc: Y.Doc) => textOf(doc).toString();
const since = (doc: Y.Doc, base: Y.Doc) => Y.encodeStateAsUpdate(doc, Y.encodeStateVector(base));

/** An epoch with a past, its last state, and somebody who left before its end and typed on. */
function scene(past: Edit[], missed: Edit[], away: Edit[]) {
  const first = firstState('The quick brown fox.\n');
  const ann = docOf(first, 5_000);
  type(ann, past);
  const ben = docOf(Y.encodeStateAsUpdate(ann), 6_000);
  type(ann, missed);
  const ended = docOf(Y.encodeStateAsUpdate(ann));
  type(ben, away);
  return { ben, ended, update: since(ben, ended) };
}

test('in a new epoch that nobody has touched, the text is what the old one would have had', () => {
  fc.assert(
    fc.property(edits, edits, edits, (past, missed, away) => {
      const { ended, update } = scene(past, missed, away);
      const next = docOf(firstState(read(ended), 1));
      carryOver(ended, next, 1, update);
      const merged = docOf(Y.encodeStateAsUpdate(ended));
      Y.applyUpdate(merged, update);
      expect(read(next)).toBe(read(merged));
    }),
    { numRuns: 300 },
  );
});

test('nothing that others have typed since is lost, and nothing that was typed away', () => {
  fc.assert(
    fc.property(edits, edits, some, some, (past, missed, away, since1) => {
      const { ended, update } = scene(
        past,
        missed,
        away.map((one) => ({ ...one, remove: 0 })),
      );
      const next = docOf(firstState(read(ended), 1), 7_000);
      type(
        next,
        since1.map((one) => ({ ...one, remove: 0 })),
        '+',
      );
      const before = read(next);
      carryOver(ended, next, 1, update);
      for (const letter of before) expect(read(next)).toContain(letter);
      const typed = away.reduce((sum, { insert }) => sum + insert.length, 0);
      expect(read(next).length).toBe(before.length + typed);
    }),
  );
});

test('carried twice, or in parts: once, and as in one go', () => {
  fc.assert(
    fc.property(edits, edits, some, some, (past, missed, away, more) => {
      const { ben, ended, update } = scene(past, missed, away);
      const next = docOf(firstState(read(ended), 1), 7_000);
      carryOver(ended, next, 1, update);
      const once = read(next);
      expect(carryOver(ended, next, 1, update)).toBeNull();
      expect(read(next)).toBe(once);
      type(ben, more);
      const inOne = docOf(firstState(read(ended), 1));
      carryOver(ended, inOne, 1, since(ben, ended));
      carryOver(ended, next, 1, since(ben, ended));
      // Where everything around two insertions was deleted between the parts, they may stand in the other order.
      expect(read(next).split('').sort()).toEqual(read(inOne).split('').sort());
    }),
  );
});

test('what is carried is an update like any other: whoever has the epoch’s state can apply it', () => {
  fc.assert(
    fc.property(edits, edits, some, edits, (past, missed, away, since1) => {
      const { ended, update } = scene(past, missed, away);
      const next = docOf(firstState(read(ended), 1), 7_000);
      type(next, since1);
      const reader = docOf(Y.encodeStateAsUpdate(next));
      const carried = carryOver(ended, next, 1, update);
      if (carried) Y.applyUpdate(reader, carried);
      expect(read(reader)).toBe(read(next));
      expect(reader.store.pendingStructs).toBeNull();
      expect(reader.store.pendingDs).toBeNull();
    }),
  );
});

test('over two epochs as over one', () => {
  fc.assert(
    fc.property(edits, edits, some, (past, missed, away) => {
      const { ended, update } = scene(past, missed, away);
      const one = docOf(firstState(read(ended), 1));
      const onward = carryOver(ended, one, 1, update);
      const expected = read(one);
      const second = docOf(firstState(read(ended), 1));
      const two = docOf(firstState(read(second), 2));
      if (onward) carryOver(second, two, 2, onward);
      expect(read(two)).toBe(expected);
    }),
  );
});

test('what builds on something that the epoch never had is told', () => {
  const { ended } = scene([], [], []);
  const stranger = docOf(firstState('another text'), 9_000);
  const base = Y.encodeStateVector(stranger);
  textOf(stranger).insert(3, 'x');
  const hidden = Y.encodeStateVector(stranger);
  textOf(stranger).insert(4, 'y');
  expect(base).not.toEqual(hidden);
  expect(carryOver(ended, docOf(firstState(read(ended), 1)), 1, Y.encodeStateAsUpdate(stranger, hidden))).toBeUndefined();
});
