import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { anchorOf, placesOf } from './anchor.ts';
import { findQuote } from './find-quote.ts';

// Every character of the first text is one of a kind, and nothing that is typed later is one of them: so the characters tell who they are.
const firstText = Array.from({ length: 60 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join('');

type Edit = { who: number; at: number; removed: number; inserted: string; syncs: number };
const edit = fc.record({
  who: fc.nat({ max: 2 }),
  at: fc.nat({ max: 200 }),
  removed: fc.nat({ max: 12 }),
  inserted: fc.stringMatching(/^[a-z]{0,6}$/),
  syncs: fc.nat({ max: 3 }),
});
const stretch = fc.tuple(fc.nat({ max: 59 }), fc.integer({ min: 1, max: 20 })).map(([start, length]) => ({
  start,
  end: Math.min(start + length, firstText.length),
}));

const textOf = (doc: Y.Doc) => doc.getText('text');

function openDocs(): Y.Doc[] {
  const first = new Y.Doc();
  first.clientID = 0;
  textOf(first).insert(0, firstText);
  const state = Y.encodeStateAsUpdate(first);
  return [1, 2, 3].map((clientID) => {
    const doc = new Y.Doc();
    doc.clientID = clientID;
    Y.applyUpdate(doc, state);
    return doc;
  });
}

function carryOut(docs: Y.Doc[], edits: readonly Edit[]): void {
  for (const { who, at, removed, inserted, syncs } of edits) {
    const doc = docs[who];
    if (!doc) continue;
    const text = textOf(doc);
    const start = Math.min(at, text.length);
    doc.transact(() => {
      text.delete(start, Math.min(removed, text.length - start));
      text.insert(start, inserted);
    });
    // Some hear of it now, the rest at the end: edits meet in any order.
    const other = docs[syncs];
    if (other) Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  }
  for (const from of docs) for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from));
  for (const from of docs) for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from));
}

test('an anchor denotes the same characters that are left, after any edits of several people at once', () => {
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 5 }), fc.array(edit, { maxLength: 40 }), (stretches, edits) => {
      const docs = openDocs();
      const anchors = stretches.flatMap((span) => anchorOf(textOf(docs[0] ?? new Y.Doc()), span) ?? []);
      expect(anchors).toHaveLength(stretches.length);
      carryOut(docs, edits);
      for (const doc of docs) {
        const text = textOf(doc).toString();
        placesOf(textOf(doc), anchors).forEach((place, i) => {
          const { start, end } = stretches[i] ?? { start: 0, end: 0 };
          const left = firstText
            .slice(start, end)
            .split('')
            .filter((character) => text.includes(character));
          expect(place.state).toBe(left.length > 0 ? 'there' : 'outdated');
          if (place.state === 'unknown') return;
          const covered = text.slice(place.span.start, place.span.end);
          expect(covered.split('').filter((character) => firstText.includes(character))).toEqual(left);
          // Its ends are characters of its own: what was typed beside it is not in it.
          if (left.length > 0) expect([covered[0], covered.at(-1)]).toEqual([left[0], left.at(-1)]);
          else expect(covered).toBe('');
        });
      }
    }),
    { numRuns: 300 },
  );
});

test('an anchor on edited text is the same in every copy, also after a copy was made anew from its state', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 25 }), fc.array(edit, { maxLength: 25 }), stretch, (before, after, span) => {
      const docs = openDocs();
      carryOut(docs, before);
      const [doc = new Y.Doc()] = docs;
      const anchor = anchorOf(textOf(doc), span);
      if (!anchor) return;
      const [now] = placesOf(textOf(doc), [anchor]);
      expect(now).toEqual({ state: 'there', span: { start: span.start, end: Math.min(span.end, textOf(doc).length) } });
      carryOut(docs, after);
      const fresh = new Y.Doc();
      Y.applyUpdate(fresh, Y.encodeStateAsUpdate(doc));
      expect(placesOf(textOf(fresh), [anchor])).toEqual(placesOf(textOf(doc), [anchor]));
    }),
    { numRuns: 200 },
  );
});

test('undo of a deletion brings other characters back: the old ones stay gone', () => {
  const doc = new Y.Doc();
  const text = textOf(doc);
  text.insert(0, 'The door opens.');
  const anchor = anchorOf(text, { start: 4, end: 8 });
  if (!anchor) throw new Error('There is a stretch.');
  text.delete(4, 4);
  expect(placesOf(text, [anchor])).toEqual([{ state: 'outdated', span: { start: 4, end: 4 } }]);
  text.insert(4, 'gate');
  expect(placesOf(text, [anchor])[0]?.state).toBe('outdated');
});

test('a document that has not heard of the characters says so', () => {
  const doc = new Y.Doc();
  textOf(doc).insert(0, 'words');
  expect(placesOf(textOf(doc), [{ spans: [[77, 0, 3]] }])).toEqual([{ state: 'unknown' }]);
  expect(anchorOf(textOf(doc), { start: 2, end: 2 })).toBeNull();
});

test('a quote is found at the place nearest to where it was', () => {
  const text = 'a door, a door, a door';
  expect(findQuote(text, 'door', 9)).toEqual({ start: 10, end: 14 });
  expect(findQuote(text, 'door', 100)).toEqual({ start: 18, end: 22 });
  expect(findQuote(text, 'gate')).toBeNull();
});

test('two hundred threads in a long, much edited text are found within a frame', () => {
  const doc = new Y.Doc();
  const text = textOf(doc);
  for (let i = 0; i < 5_000; i += 1) text.insert(text.length === 0 ? 0 : (i * 7_919) % text.length, 'some words ');
  const anchors = Array.from({ length: 200 }, (_, i) => anchorOf(text, { start: i * 200, end: i * 200 + 60 }) ?? { spans: [] });
  const startedAt = performance.now();
  placesOf(text, anchors);
  const tookMs = performance.now() - startedAt;
  console.log(`200 anchors in ${text.length} characters, 5,000 edits: ${tookMs.toFixed(1)} ms`);
  expect(tookMs).toBeLessThan(100);
});
