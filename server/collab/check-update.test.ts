import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { checkUpdate } from './check-update.ts';

const anything = { roomLeft: 1e9, mayWriteAs: () => true };
const edits = fc.array(fc.record({ who: fc.nat(2), at: fc.nat(), remove: fc.nat(4), insert: fc.constantFrom('', 'a', 'bc', '\n', '🙂') }), {
  minLength: 1,
  maxLength: 25,
});
type Edits = typeof edits extends fc.Arbitrary<infer T> ? T : never;

/** What three people send while they type on one text, in the order in which they send it. */
function updatesOf(script: Edits): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const people = [0, 1, 2].map((who) => {
    const doc = new Y.Doc();
    doc.clientID = 100 + who;
    return doc;
  });
  for (const { who, at, remove, insert } of script) {
    const doc = people[who];
    if (!doc) continue;
    const send = (update: Uint8Array) => updates.push(update);
    doc.on('update', send);
    const text = doc.getText('text');
    doc.transact(() => {
      const start = at % (text.length + 1);
      text.delete(start, Math.min(remove, text.length - start));
      text.insert(start, insert);
    });
    doc.off('update', send);
    // Everybody hears of some of it before typing on.
    const last = updates.at(-1);
    if (last && at % 2) for (const other of people) if (other !== doc) for (const update of updates) Y.applyUpdate(other, update);
  }
  return updates;
}

function hasPending({ store }: Y.Doc): boolean {
  return store.pendingStructs !== null || store.pendingDs !== null;
}

test('whoever hears everything in order is let through', () => {
  fc.assert(
    fc.property(edits, (script) => {
      const server = new Y.Doc();
      for (const update of updatesOf(script)) {
        expect(checkUpdate(server, update, anything).kind).toBe('apply');
        Y.applyUpdate(server, update);
        expect(hasPending(server)).toBe(false);
      }
    }),
  );
});

test('in any order and with gaps, exactly those wait of which Yjs would have to keep a part', () => {
  let waited = 0;
  fc.assert(
    fc.property(edits, fc.array(fc.nat(), { minLength: 75, maxLength: 75 }), (script, keys) => {
      const updates = updatesOf(script);
      const shuffled = updates.map((update, at) => ({ update, key: keys[at] ?? 0 })).sort((a, b) => a.key - b.key);
      const server = new Y.Doc();
      for (const { update, key } of shuffled) {
        if (key % 5 === 0) continue;
        const verdict = checkUpdate(server, update, anything);
        const copy = new Y.Doc();
        Y.applyUpdate(copy, Y.encodeStateAsUpdate(server));
        Y.applyUpdate(copy, update);
        expect(verdict.kind).toBe(hasPending(copy) ? 'waits' : 'apply');
        if (verdict.kind === 'apply') Y.applyUpdate(server, update);
        else waited += 1;
      }
    }),
  );
  expect(waited).toBeGreaterThan(100);
});

test('a whole state is let through, whatever of it is known', () => {
  fc.assert(
    fc.property(edits, fc.nat(), (script, cut) => {
      const updates = updatesOf(script);
      const server = new Y.Doc();
      const known = cut % (updates.length + 1);
      for (const update of updates.slice(0, known)) Y.applyUpdate(server, update);
      expect(checkUpdate(server, Y.mergeUpdates(updates), anything).kind).toBe('apply');
    }),
  );
});

test('bytes that are no update are told from one, and never thrown over', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const { kind } = checkUpdate(new Y.Doc(), bytes, anything);
      expect(['apply', 'waits', 'refused']).toContain(kind);
    }),
    { numRuns: 2_000 },
  );
});

test('what is known already costs no room and needs no right', () => {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'known');
  const state = Y.encodeStateAsUpdate(doc);
  expect(checkUpdate(doc, state, { roomLeft: 0, mayWriteAs: () => false })).toEqual({ kind: 'apply', isNew: false, steps: 0 });
  expect(checkUpdate(new Y.Doc(), state, { roomLeft: 4, mayWriteAs: () => true })).toMatchObject({
    kind: 'refused',
    refusal: { code: 4413 },
  });
  expect(checkUpdate(new Y.Doc(), state, { roomLeft: 5, mayWriteAs: () => false })).toEqual({ kind: 'waits' });
});

test('what is let through, Yjs takes: nothing that was harmed on its way makes it throw or wait', () => {
  let applied = 0;
  const harm = fc.record({ at: fc.nat(), byte: fc.oneof(fc.constantFrom(0, 1), fc.nat(255)) });
  const harms = fc.array(harm, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(edits, fc.array(harms, { minLength: 75, maxLength: 75 }), (script, harmsOf) => {
      const server = new Y.Doc();
      for (const [at, update] of updatesOf(script).entries()) {
        const sent = update.slice();
        for (const { at: place, byte } of harmsOf[at] ?? []) sent[place % sent.length] = byte;
        for (const each of [sent, update]) {
          if (checkUpdate(server, each, anything).kind !== 'apply') continue;
          Y.applyUpdate(server, each);
          expect(hasPending(server)).toBe(false);
          if (each === sent) applied += 1;
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(applied).toBeGreaterThan(100);
});

test('a piece that stands beside itself waits, and one of no length is malformed: Yjs throws over the first and waits for the second', () => {
  const itself = new Uint8Array([1, 1, 7, 0, 0x84, 7, 0, 1, 97, 0]);
  expect(() => Y.applyUpdate(new Y.Doc(), itself)).toThrow('Cannot read properties of undefined');
  expect(checkUpdate(new Y.Doc(), itself, anything)).toEqual({ kind: 'waits' });
  const empty = new Uint8Array([1, 1, 7, 0, 4, 0, 4, 116, 0, 0]);
  const copy = new Y.Doc();
  Y.applyUpdate(copy, empty);
  expect(hasPending(copy)).toBe(true);
  expect(checkUpdate(new Y.Doc(), empty, anything)).toMatchObject({ kind: 'refused', refusal: { code: 4400 } });
});

test('a piece that is known waits where what it names beside itself is not: Yjs would keep it', () => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  doc.getText('text').insert(0, 'known');
  // Client 7 at clock 4, one character, behind clock 6 of client 39.
  const update = new Uint8Array([1, 1, 7, 4, 0x84, 39, 6, 1, 110, 0]);
  expect(checkUpdate(doc, update, anything)).toEqual({ kind: 'waits' });
});

test('a deletion of nothing is malformed: Yjs throws over one behind the end of a client', () => {
  const doc = new Y.Doc();
  doc.clientID = 7;
  doc.getText('text').insert(0, 'known');
  // No structs; deletions of one client, 7, in one range: at 5, of none.
  const update = new Uint8Array([0, 1, 7, 1, 5, 0]);
  expect(() => Y.applyUpdate(doc, update)).toThrow('Unexpected case');
  expect(checkUpdate(doc, update, anything)).toMatchObject({ kind: 'refused', refusal: { code: 4400 } });
});
