import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { anchoredSpan, anchorSpan, applyToText, editAnchored } from './anchor.ts';
import { carryOver } from './carry-over.ts';
import { applyDifference, difference } from './difference.ts';

const head = '### Requirement 1: Door\n\n1. ';
const sentence = 'THE door SHALL open';
const tail = '\n2. THE door SHALL close\n';
const letters = fc.string({ unit: fc.constantFrom('a', 'b', '🙂', ' ', '漢'), minLength: 1, maxLength: 4 });

type Step =
  | { who: 'page'; at: number; removed: number; inserted: string }
  | { who: 'source'; at: number; removed: number; inserted: string }
  | { who: 'wire' };
const change = { at: fc.nat(30), removed: fc.nat(3), inserted: letters };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ who: fc.constant('page' as const), ...change }),
  fc.record({ who: fc.constant('source' as const), ...change }),
  fc.constant({ who: 'wire' as const }),
);

/** A field on the page and a colleague in Source, each on a copy of the text each. */
function twoPeople() {
  const page = new Y.Doc();
  page.getText('text').insert(0, head + sentence + tail);
  const source = new Y.Doc();
  const exchange = () => {
    const [a, b] = [Y.encodeStateAsUpdate(page, Y.encodeStateVector(source)), Y.encodeStateAsUpdate(source, Y.encodeStateVector(page))];
    Y.applyUpdate(source, a);
    Y.applyUpdate(page, b);
  };
  exchange();
  return { page: page.getText('text'), source: source.getText('text'), exchange };
}

/** Never between the halves of a pair: no editor lets one type there. */
function whole(text: string, at: number): number {
  return at > 0 && at < text.length && /[\ud800-\udbff]/.test(text[at - 1] ?? '') ? at - 1 : at;
}

test('whatever two people do at one spot, texts converge, nothing that either typed is lost, and what is outside stays byte for byte', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const { page, source, exchange } = twoPeople();
      const anchor = anchorSpan(page, { start: head.length, end: head.length + sentence.length });
      const sourceAnchor = anchorSpan(source, { start: head.length, end: head.length + sentence.length });
      const typed: string[] = [];
      let serial = 0;
      let shown = sentence;
      // A character of its own that nobody takes away again shows whether what was typed is still there.
      const mark = (inserted: string) => {
        serial += 1;
        const written = String.fromCharCode(0xe000 + serial);
        typed.push(written);
        return written + inserted;
      };
      const changeOf = (from: string, at: number, removed: number) => {
        const start = whole(from, Math.min(at, from.length));
        const end = whole(from, Math.min(start + removed, from.length));
        const gone = from.slice(start, end);
        return { start, removed: /[\ue000-\uf8ff]/.test(gone) ? 0 : end - start };
      };
      for (const one of steps) {
        if (one.who === 'wire') {
          exchange();
          continue;
        }
        const inserted = mark(one.inserted);
        if (one.who === 'source') {
          const span = anchoredSpan(source, sourceAnchor);
          if (!span) throw new Error('gone');
          const now = source.toString().slice(span.start, span.end);
          const { start, removed } = changeOf(now, one.at, one.removed);
          applyToText(source, { start: span.start + start, removed, inserted }, 'source');
          continue;
        }
        // The field shows what it showed, perhaps without what has come over the wire since.
        const { start, removed } = changeOf(shown, one.at, one.removed);
        const next = applyDifference(shown, { start, removed, inserted });
        const edit = editAnchored(page, anchor, shown, next);
        if (edit) applyToText(page, edit, 'page');
        const span = anchoredSpan(page, anchor);
        shown = span ? page.toString().slice(span.start, span.end) : '';
      }
      exchange();
      const text = page.toString();
      expect(source.toString()).toBe(text);
      expect(text.startsWith(head)).toBe(true);
      expect(text.endsWith(tail)).toBe(true);
      expect(text.isWellFormed()).toBe(true);
      for (const written of typed) expect(text).toContain(written);
      const span = anchoredSpan(page, anchor);
      expect(span && text.slice(span.start, span.end)).toBe(text.slice(head.length, text.length - tail.length));
    }),
    { numRuns: 3000 },
  );
});

test('a change carried over keeps what the other one wrote, and is the same change where they do not meet', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 });
  fc.assert(
    fc.property(words, words, words, (before, mine, theirs) => {
      const [a, b] = [difference(before, mine), difference(before, theirs)];
      const merged = applyDifference(theirs, carryOver(a, b));
      expect(merged).toContain(a.inserted);
      if (b.removed === 0 && b.inserted === '') expect(merged).toBe(mine);
      if (a.start + a.removed < b.start) expect(merged).toBe(applyDifference(applyDifference(before, b), a));
    }),
  );
});

test('a stretch that a colleague deleted is empty where it was, and what is typed then stands there', () => {
  const { page, source, exchange } = twoPeople();
  const anchor = anchorSpan(page, { start: head.length, end: head.length + sentence.length });
  source.delete(head.length, sentence.length);
  exchange();
  const edit = editAnchored(page, anchor, sentence, `${sentence} wide`);
  if (edit) applyToText(page, edit, 'page');
  expect(page.toString()).toBe(`${head} wide${tail}`);
});

test('undo takes back what was typed on the page, and leaves the colleague theirs', () => {
  const { page, source, exchange } = twoPeople();
  const undo = new Y.UndoManager(page, { trackedOrigins: new Set(['page']) });
  const anchor = anchorSpan(page, { start: head.length, end: head.length + sentence.length });
  const edit = editAnchored(page, anchor, sentence, 'THE door SHALL slowly open');
  if (edit) applyToText(page, edit, 'page');
  source.insert(head.length, '(theirs) ');
  exchange();
  undo.undo();
  expect(page.toString()).toBe(`${head}(theirs) ${sentence}${tail}`);
});
