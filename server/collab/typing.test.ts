import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { checkUpdate } from './check-update.ts';
import { readTyping } from './typing.ts';

const anything = { roomLeft: 1e9, mayWriteAs: () => true };
const keys = fc.array(
  fc.record({ who: fc.nat(2), at: fc.nat(), remove: fc.nat(4), insert: fc.constantFrom('', 'a', 'bc', '\n', '🙂', '漢', '\r') }),
  {
    minLength: 1,
    maxLength: 25,
  },
);
const endIn = (doc: Y.Doc) => (client: number) => Y.getState(doc.store, client);

/** What three people send, who hear of each other now and then. */
function typed(script: typeof keys extends fc.Arbitrary<infer T> ? T : never): Uint8Array[] {
  const updates: Uint8Array[] = [];
  const people = [0, 1, 2].map((who) => {
    const doc = new Y.Doc();
    doc.clientID = 5_000 + who * 1e6;
    doc.on('update', (update: Uint8Array, origin: unknown) => origin !== 'heard' && updates.push(update));
    return doc;
  });
  for (const { who, at, remove, insert } of script) {
    const text = people[who]?.getText('text');
    text?.doc?.transact(() => {
      const start = at % (text.length + 1);
      text.delete(start, Math.min(remove, text.length - start));
      text.insert(start, insert);
    });
    if (at % 3) for (const doc of people) for (const update of updates) Y.applyUpdate(doc, update, 'heard');
  }
  return updates;
}

test('typing that is heard in order is recognized, and told as far as Yjs knows it afterwards', () => {
  fc.assert(
    fc.property(keys, (script) => {
      const server = new Y.Doc();
      for (const update of typed(script)) {
        const typing = readTyping(update, endIn(server), anything);
        const before = server.getText('text').length;
        const isPlain = checkUpdate(server, update, anything).kind === 'apply';
        Y.applyUpdate(server, update);
        expect(typing !== undefined).toBe(isPlain);
        if (typing?.client !== undefined) expect(Y.getState(server.store, typing.client)).toBe(typing.end);
        if (typing) expect(server.getText('text').length).toBeLessThanOrEqual(before + typing.units);
      }
    }),
  );
});

/** Whatever is recognized would be applied by the slow check, is news, and leaves Yjs nothing to wait for. */
function expectNoMore(server: Y.Doc, update: Uint8Array): boolean {
  if (!readTyping(update, endIn(server), anything)) return false;
  const verdict = checkUpdate(server, update, anything);
  const hasWords = update[0] !== 0;
  expect(verdict).toMatchObject({ kind: 'apply', isNew: hasWords });
  const copy = new Y.Doc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(server));
  Y.applyUpdate(copy, update);
  expect([copy.store.pendingStructs, copy.store.pendingDs]).toEqual([null, null]);
  return true;
}

test('nothing more is recognized than the slow check lets through: out of order, with gaps, mangled', () => {
  let recognized = 0;
  const harm = fc.record({ key: fc.nat(), at: fc.nat(), byte: fc.nat(255), isHarmed: fc.boolean() });
  fc.assert(
    fc.property(keys, fc.array(harm, { minLength: 80, maxLength: 80 }), (script, harms) => {
      const server = new Y.Doc();
      const order = typed(script).map((update, at) => ({ update, ...(harms[at] ?? { key: 0, at: 0, byte: 0, isHarmed: false }) }));
      order.sort((a, b) => (a.key % 2) - (b.key % 2));
      for (const { update, at, byte, isHarmed } of order) {
        const sent = update.slice();
        if (isHarmed) sent[at % sent.length] = byte;
        if (expectNoMore(server, sent)) {
          recognized += 1;
          Y.applyUpdate(server, sent);
        }
      }
    }),
    { numRuns: 500 },
  );
  expect(recognized).toBeGreaterThan(300);
});

test('several at once make the state that one after another makes', () => {
  fc.assert(
    fc.property(keys, (script) => {
      const [one, many] = [new Y.Doc(), new Y.Doc()];
      const updates = typed(script).filter((update) => {
        if (!readTyping(update, endIn(one), anything)) return false;
        Y.applyUpdate(one, update);
        return true;
      });
      many.transact(() => {
        for (const update of updates) Y.applyUpdate(many, update);
      });
      expect(many.getText('text').toString()).toBe(one.getText('text').toString());
      expect(Y.encodeStateVector(many)).toEqual(Y.encodeStateVector(one));
    }),
  );
});

test('what is not one person’s new words is left to the slow check', () => {
  const doc = new Y.Doc();
  doc.clientID = 7_000;
  doc.getText('text').insert(0, 'known');
  const state = Y.encodeStateAsUpdate(doc);
  const empty = new Y.Doc();
  expect(readTyping(state, endIn(empty), anything)).toEqual({ client: 7_000, end: 5, units: 5 });
  expect(readTyping(state, endIn(doc), anything)).toBeUndefined();
  expect(readTyping(state, endIn(empty), { roomLeft: 4, mayWriteAs: () => true })).toBeUndefined();
  expect(readTyping(state, endIn(empty), { roomLeft: 5, mayWriteAs: () => false })).toBeUndefined();
  expect(readTyping(Y.encodeStateAsUpdate(empty), endIn(empty), anything)).toBeUndefined();
  // A deletion of none, right behind the end of the client.
  expect(readTyping(new Uint8Array([0, 1, ...[0xd8, 0x36], 1, 5, 0]), endIn(doc), anything)).toBeUndefined();
  for (const change of [
    (other: Y.Doc) => other.getText('else').insert(0, 'a'),
    (other: Y.Doc) => other.getMap('text').set('a', 1),
    (other: Y.Doc) => other.getText('text').insertEmbed(0, { a: 1 }),
    (other: Y.Doc) => other.getText('text').insert(0, 'a', { bold: true }),
    (other: Y.Doc) => other.getText('text').insert(0, 'a\rb'),
  ]) {
    const other = new Y.Doc();
    change(other);
    expect(readTyping(Y.encodeStateAsUpdate(other), endIn(empty), anything)).toBeUndefined();
  }
});
