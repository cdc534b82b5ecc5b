import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { applySuggestions, hunkAt, placeSuggestion } from './apply-suggestion.ts';
import { pieces } from './character-runs.ts';
import { draftHunks, openDraft } from './draft-suggestions.ts';
import { moveHunk } from './move-hunk.ts';
import type { Hunk } from './suggestion.ts';
import { hunks as hunksSchema } from './suggestion-shape.ts';

type Typed = { at: number; removed: number; inserted: string };

const words = (letters: string[]) => fc.array(fc.constantFrom(...letters), { maxLength: 4 }).map((parts) => parts.join(''));
const base = fc.array(fc.constantFrom('a', 'b', 'c', '漢', '\n'), { maxLength: 20 }).map((parts) => parts.join(''));
const typing = (letters: string[]): fc.Arbitrary<Typed> => fc.record({ at: fc.nat(30), removed: fc.nat(6), inserted: words(letters) });
const ours = fc.array(typing(['u', 'v', 'w']), { minLength: 1, maxLength: 6 });
const theirs = fc.array(typing(['X', 'Y', 'Z']), { maxLength: 6 });
/** Other letters: what is typed later is never a quote that came back. */
const later = fc.array(typing(['P', 'Q', 'R']), { maxLength: 6 });

/** A live text, written by client 10. */
function liveText(text: string): Y.Text {
  const doc = new Y.Doc();
  doc.clientID = 10;
  doc.getText('text').insert(0, text);
  return doc.getText('text');
}

function type(text: Y.Text, { at, removed, inserted }: Typed): void {
  const start = Math.min(at, text.length);
  text.doc?.transact(() => {
    text.delete(start, Math.min(removed, text.length - start));
    text.insert(start, inserted);
  });
}

/** A draft under the lowest client: of words put into one place at one time, Yjs puts its own first. */
function draftOf(live: Y.Text) {
  const draft = openDraft(live);
  if (draft.text.doc) draft.text.doc.clientID = 1;
  return draft;
}

const applySuggestion = (text: Y.Text, hunks: Hunk[]) => applySuggestions(text, [{ hunks }])[0] ?? null;
const docOf = ({ doc }: Y.Text): Y.Doc => doc ?? new Y.Doc();

/** The text that there would be if the draft had been typed into the live document, at the time. */
function typedInto(live: Y.Text, update: Uint8Array): string {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(docOf(live)));
  Y.applyUpdate(doc, update);
  return doc.getText('text').toString();
}

/** True if no words typed into the draft stand on both sides of a deleted character of the live text, without one that stays between. */
function areTogether(draft: Y.Text): boolean {
  let hasTyped = false;
  let hasGone = false;
  for (const { client, text } of pieces(draft)) {
    if (client === 1 && text === null) continue;
    if (client !== 1 && text !== null) [hasTyped, hasGone] = [false, false];
    else if (client !== 1) hasGone ||= hasTyped;
    else if (hasGone) return false;
    else hasTyped = true;
  }
  return true;
}

describe('a draft', () => {
  test('is the live text with its hunks accepted, in any order, whatever was typed in both meanwhile', () => {
    fc.assert(
      fc.property(base, fc.array(fc.tuple(fc.boolean(), typing(['u', 'v', 'X'])), { maxLength: 10 }), fc.nat(), (text, steps, turn) => {
        const live = liveText(text);
        const draft = draftOf(live);
        for (const [isOurs, step] of steps) type(isOurs ? draft.text : live, step);
        const expected = draft.text.toString();
        const found = draftHunks(draft.text, live).map(({ hunk }) => hunk);
        const split = found.length === 0 ? 0 : turn % found.length;
        const all = [...found.slice(split), ...found.slice(0, split)].map((hunk) => ({ hunks: [hunk] }));
        for (const { hunks } of all) expect(hunksSchema.safeParse(hunks).success).toBe(true);
        if (turn % 2 === 0) expect(applySuggestions(live, all)).not.toContain(null);
        else for (const { hunks } of all) expect(applySuggestion(live, hunks)).not.toBeNull();
        expect(live.toString()).toBe(expected);
        draft.close();
      }),
      { numRuns: 600 },
    );
  });

  test('without typing has no hunks, and its places are those of its words', () => {
    fc.assert(
      fc.property(base, theirs, ours, (text, before, typed) => {
        const live = liveText(text);
        const draft = draftOf(live);
        for (const step of before) type(live, step);
        expect(draftHunks(draft.text, live)).toEqual([]);
        for (const step of typed) type(draft.text, step);
        const whole = draft.text.toString();
        for (const { hunk, start, end } of draftHunks(draft.text, live)) expect(whole.slice(start, end)).toBe(hunk.inserted);
        draft.close();
      }),
      { numRuns: 500 },
    );
  });
});

describe('accepting', () => {
  test('later gives what typing it at the time would have given, unless it is outdated', () => {
    let applied = 0;
    fc.assert(
      fc.property(base, theirs, ours, later, (text, before, typed, after) => {
        const live = liveText(text);
        for (const step of before) type(live, step);
        const draft = draftOf(live);
        for (const step of typed) type(draft.text, step);
        const update = Y.encodeStateAsUpdate(docOf(draft.text), Y.encodeStateVector(docOf(live)));
        const found = draftHunks(draft.text, live).map(({ hunk }) => hunk);
        const isTogether = areTogether(draft.text);
        draft.close();
        for (const step of after) type(live, step);
        const expected = typedInto(live, update);
        const unchanged = live.toString();
        if (found.length === 0 || placeSuggestion(live, found).kind === 'outdated') {
          expect(applySuggestion(live, found.length > 0 ? found : [])).toBeNull();
          expect(live.toString()).toBe(unchanged);
          return;
        }
        applySuggestion(live, found);
        const accepted = live.toString();
        // The words of a hunk stay together, which typing around a character that one then deletes does not promise.
        for (const { inserted } of found) expect(accepted).toContain(inserted);
        expect(accepted.replace(/[uvw]/g, '')).toBe(expected.replace(/[uvw]/g, ''));
        if (isTogether) {
          expect(accepted).toBe(expected);
          applied += 1;
        }
      }),
      { numRuns: 800 },
    );
    expect(applied).toBeGreaterThan(200);
  });

  test('and taking it back restores the text byte for byte; taking that back accepts it again', () => {
    fc.assert(
      fc.property(base, ours, (text, typed) => {
        const live = liveText(text);
        const draft = draftOf(live);
        for (const step of typed) type(draft.text, step);
        const found = draftHunks(draft.text, live).map(({ hunk }) => hunk);
        const proposed = draft.text.toString();
        draft.close();
        if (found.length === 0) return;
        const done = applySuggestion(live, found);
        expect(live.toString()).toBe(proposed);
        const undone = applySuggestion(live, done?.inverse ?? []);
        expect(live.toString()).toBe(text);
        applySuggestion(live, undone?.inverse ?? []);
        expect(live.toString()).toBe(proposed);
      }),
      { numRuns: 400 },
    );
  });

  test('the same suggestion twice changes nothing the second time when it removes', () => {
    fc.assert(
      fc.property(base, fc.nat(20), fc.integer({ min: 1, max: 6 }), theirs, (text, at, length, after) => {
        const live = liveText(text);
        const start = Math.min(at, live.length);
        const removed = Math.min(length, live.length - start);
        if (removed === 0) return;
        const hunk = hunkAt(live, { start, removed, inserted: 'new' });
        for (const step of after) type(live, step);
        applySuggestion(live, [hunk]);
        const once = live.toString();
        if (placeSuggestion(live, [hunk]).kind === 'outdated') applySuggestion(live, [hunk]);
        expect(live.toString()).toBe(once);
      }),
    );
  });
});

test('a suggestion means the same in a document that was made anew', () => {
  fc.assert(
    fc.property(base, theirs, ours, later, (text, before, typed, after) => {
      const live = liveText(text);
      for (const step of before) type(live, step);
      const draft = draftOf(live);
      for (const step of typed) type(draft.text, step);
      const found = draftHunks(draft.text, live).map(({ hunk }) => hunk);
      draft.close();
      for (const step of after) type(live, step);
      const doc = new Y.Doc();
      doc.clientID = 11;
      const anew = doc.getText('text');
      anew.insert(0, live.toString());
      const moved = found.map((hunk) => moveHunk(live, anew, hunk));
      const place = placeSuggestion(live, found);
      if (place.kind === 'outdated') return;
      applySuggestion(live, found);
      applySuggestion(anew, moved);
      expect(anew.toString()).toBe(live.toString());
    }),
    { numRuns: 500 },
  );
});
