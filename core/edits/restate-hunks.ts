import type * as Y from 'yjs';
import { hunkAt, isWhatItWas } from './apply-suggestion.ts';
import { locate, overlaps, pushRun, runsBetween } from './character-runs.ts';
import { applyDifference, type Difference, difference } from './difference.ts';
import { type CharacterRun, type Hunk, nearbyUnits } from './suggestion.ts';

/** Why hunks from outside are not taken: they name characters that the text does not have (yet), or could not be carried out. */
export type HunksRefused = { refused: 'unknown' | 'invalid' };

/**
 * Hunks from outside, said anew by the text itself: only the characters that are still there, quotes and surroundings as they are. So a
 * quote never says other words than those that an accept removes. Those with nothing left to do are left out.
 */
export function restateHunks(text: Y.Text, hunks: readonly Hunk[]): Hunk[] | HunksRefused {
  const words = text.toString();
  const all: CharacterRun[] = [];
  const said: Hunk[] = [];
  for (const hunk of hunks) {
    const hunkNow = restate(text, words, hunk);
    if (hunkNow && 'refused' in hunkNow) return hunkNow;
    if (!hunkNow) continue;
    for (const run of hunkNow.removed) {
      if (all.some((other) => overlaps(run, other))) return { refused: 'invalid' };
    }
    all.push(...hunkNow.removed);
    said.push(hunkNow);
  }
  return said;
}

function restate(
  text: Y.Text,
  words: string,
  { left, removed, original, inserted, nearby, before, after }: Hunk,
): Hunk | HunksRefused | null {
  const gone = locate(text, removed);
  const behind = left && locate(text, [{ ...left, length: 1 }]);
  const around = locate(text, nearby);
  const last = behind?.found.at(-1);
  if (!isWhatItWas(gone, original) || !isWhatItWas(around, before + after) || (left && !last)) return { refused: 'unknown' };
  const visible = gone.found.filter((piece) => piece.text !== null);
  const at = last ? last.at + (last.text?.length ?? 0) : 0;
  const ends = visible.flatMap((piece) => [piece.at, piece.at + piece.length]);
  if (!inserted.isWellFormed() || inserted.includes('\r') || [at, ...ends].some((end) => isInsidePair(words, end)))
    return { refused: 'invalid' };
  if (visible.length === 0 && inserted === '') return null;
  const start = Math.min(...(ends.length > 0 ? ends : [at]));
  const end = Math.max(...(ends.length > 0 ? ends : [at]));
  const runs: CharacterRun[] = [];
  for (const piece of visible) pushRun(runs, piece);
  const from = Math.max(0, start - nearbyUnits);
  const to = Math.min(words.length, end + nearbyUnits);
  return {
    left,
    removed: runs,
    original: visible.map((piece) => piece.text).join(''),
    inserted,
    nearby: [...runsBetween(text, from, start), ...runsBetween(text, end, to)],
    before: words.slice(from, start),
    after: words.slice(end, to),
  };
}

/**
 * Edits of a text as it was read, written down as hunks of the text as it is. Where it has changed since, an edit is carried over
 * beside the changed stretch, and looked for by its words within. Null if one of them has no place any more.
 */
export function hunksOfEdits(text: Y.Text, base: string, edits: readonly Difference[]): Hunk[] | null {
  const words = text.toString();
  const changed = difference(base, words);
  const hunks: Hunk[] = [];
  for (const edit of edits) {
    const { start, removed } = edit;
    const changedEnd = changed.start + changed.removed;
    const moved =
      words === base || start + removed <= changed.start
        ? start
        : start >= changedEnd
          ? start + words.length - base.length
          : placeOf(words, base, edit);
    if (moved === null || base.slice(start, start + removed) !== words.slice(moved, moved + removed)) return null;
    const inserted = edit.inserted.replace(/\r\n?/g, '\n');
    if (applyDifference(words, { start: moved, removed, inserted }) === words) continue;
    if (isInsidePair(words, moved) || isInsidePair(words, moved + removed) || !inserted.isWellFormed()) return null;
    hunks.push(hunkAt(text, { start: moved, removed, inserted }, words));
  }
  return hunks;
}

/** Where a stretch with its surroundings stands in another text, if exactly once. */
function placeOf(words: string, base: string, { start, removed }: Difference): number | null {
  const from = Math.max(0, start - nearbyUnits);
  const quote = base.slice(from, start + removed + nearbyUnits);
  const at = words.indexOf(quote);
  return at < 0 || words.includes(quote, at + 1) ? null : at + start - from;
}

/** True if an offset lies between the two halves of one character. */
function isInsidePair(words: string, at: number): boolean {
  return at > 0 && (words.codePointAt(at - 1) ?? 0) > 0xffff;
}
