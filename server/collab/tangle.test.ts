import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { checkUpdate } from './check-update.ts';
import { limits } from './limits.ts';
import { countPieces } from './pieces.ts';
import { refusals } from './refusal.ts';
import { countSteps, isWide } from './tangle.ts';
import { encode } from './wire.ts';

const anything = { roomLeft: 1e9, mayWriteAs: () => true };
const places = fc.array(fc.record({ at: fc.nat(), words: fc.stringMatching(/^[a-z]{1,5}$/), removed: fc.nat(3) }), {
  minLength: 1,
  maxLength: 60,
});

function edit(doc: Y.Doc, script: { at: number; words: string; removed: number }[]): void {
  const text = doc.getText('text');
  for (const { at, words, removed } of script) {
    const start = at % (text.length + 1);
    text.delete(start, Math.min(removed, text.length - start));
    text.insert(start, words);
  }
}

function itemsOf(update: Uint8Array): Y.Item[] {
  return Y.decodeUpdate(update).structs.filter((struct) => struct instanceof Y.Item);
}

/** A text of many pieces, none of which joins the next. */
function shredded(pieces: number): Y.Doc {
  const doc = new Y.Doc();
  const text = doc.getText('text');
  for (let i = 0; i < pieces; i += 1) text.insert(Math.floor(text.length / 2), 'a');
  return doc;
}

/** Structs that each claim the same two neighbours. */
function claims(count: number, left: Y.ID | undefined, right: Y.ID): Uint8Array {
  const struct = left
    ? [Uint8Array.of(0xc4), encode(left.client, left.clock), encode(right.client, right.clock), encode('x')]
    : [Uint8Array.of(0x44), encode(right.client, right.clock), encode('x')];
  return Buffer.concat([encode(1, count, 7_777, 0), ...Array.from({ length: count }, () => struct).flat(), Uint8Array.of(0)]);
}

test('what one person wrote alone, however long, takes no steps at all', () => {
  fc.assert(
    fc.property(places, places, (before, offline) => {
      const [server, person] = [new Y.Doc(), new Y.Doc()];
      edit(server, before);
      Y.applyUpdate(person, Y.encodeStateAsUpdate(server));
      edit(person, offline);
      const update = Y.encodeStateAsUpdate(person, Y.encodeStateVector(server));
      expect(countSteps(server, itemsOf(update), 1_000)).toBe(0);
    }),
  );
});

test('two who wrote at once take no more steps than there is between their neighbours', () => {
  fc.assert(
    fc.property(places, places, places, (before, here, offline) => {
      const [server, person] = [new Y.Doc(), new Y.Doc()];
      edit(server, before);
      Y.applyUpdate(person, Y.encodeStateAsUpdate(server));
      edit(server, here);
      edit(person, offline);
      const update = Y.encodeStateAsUpdate(person, Y.encodeStateVector(server));
      // Each step of a script puts in one piece and cuts at most three others: two at the ends of what it takes out, one where it writes.
      expect(countSteps(server, itemsOf(update), 1e6)).toBeLessThanOrEqual(4 * here.length * (4 * offline.length));
      expect(checkUpdate(server, update, anything).kind).toBe('apply');
    }),
  );
});

test('neighbours that are none are told, and a thousand such claims are refused before Yjs sees them', () => {
  const doc = shredded(4_000);
  const text = doc.getText('text');
  const first = text._start;
  let last = first;
  while (last?.right) last = last.right;
  if (!first || !last) throw new Error('The text has no pieces.');
  const [left, right] = [{ client: first.id.client, clock: first.id.clock }, last.id];
  expect(isWide(doc, left, right, 32)).toBe(true);
  expect(isWide(doc, undefined, first.id, 0)).toBe(false);
  expect(isWide(doc, right, undefined, 0)).toBe(false);
  const startedAt = performance.now();
  expect(checkUpdate(doc, claims(1_000, undefined, right), anything)).toEqual({ kind: 'refused', refusal: refusals.tangled });
  // Placing them would take half a minute.
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test('more pieces than a day of writing has, and what is no text, are refused from their bytes', () => {
  const doc = shredded(2);
  const { id } = doc.getText('text')._start as Y.Item;
  const many = claims(limits.piecesPerUpdate + 10, undefined, id);
  expect(checkUpdate(doc, many, anything)).toEqual({ kind: 'refused', refusal: refusals.tooLarge });
  const ranges = encode(0, 1, id.client, 30_000, ...Array.from({ length: 30_000 }, () => [0, 1]).flat());
  expect(checkUpdate(doc, ranges, anything)).toEqual({ kind: 'refused', refusal: refusals.tooLarge });
  const map = new Y.Doc();
  map.getMap('other').set('a', 1);
  expect(countPieces(Y.encodeStateAsUpdate(map), 10)).toBe(refusals.foreignContent);
});

test('every update of a text is counted as Yjs reads it', () => {
  fc.assert(
    fc.property(places, (script) => {
      const doc = new Y.Doc();
      edit(doc, script);
      const update = Y.encodeStateAsUpdate(doc);
      const { structs, ds } = Y.decodeUpdate(update);
      expect(countPieces(update, 1e6)).toBe(structs.length + [...ds.clients.values()].flat().length);
    }),
  );
});
