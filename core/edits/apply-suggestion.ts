import type * as Y from 'yjs';
import { insertBehind, locate, runsBetween } from './character-runs.ts';
import type { Difference } from './difference.ts';
import { type CharacterRun, type Hunk, nearbyUnits } from './suggestion.ts';

/**
 * What a suggestion means in the text as it is now: its edits from left to right, or that it is outdated. It is, if words of it have no
 * place any more because all that they replace, or everything around them, is gone; and if it only removes what is gone already.
 */
export type SuggestionPlace = { kind: 'applies'; edits: Difference[] } | { kind: 'outdated' };

type HunkPlace = SuggestionPlace | { kind: 'done' };

/** Writes down a replacement of visible characters so that it holds whatever is typed around it. */
export function hunkAt(text: Y.Text, { start, removed, inserted }: Difference, words = text.toString()): Hunk {
  const end = start + removed;
  const from = Math.max(0, start - nearbyUnits);
  const to = Math.min(words.length, end + nearbyUnits);
  const gone = runsBetween(text, start, end);
  const lead = runsBetween(text, from, start);
  return {
    left: lastCharacter(gone) ?? lastCharacter(lead),
    removed: gone,
    original: words.slice(start, end),
    inserted,
    nearby: [...lead, ...runsBetween(text, end, to)],
    before: words.slice(from, start),
    after: words.slice(end, to),
  };
}

/**
 * Where a hunk stands in the text now. Characters are removed by name, so what somebody else has typed between them stays; words come
 * behind the character that they were typed behind, before anything typed there since.
 */
function placeHunk(text: Y.Text, { left, removed, original, inserted, nearby, before, after }: Hunk, isJudged: boolean): HunkPlace {
  const gone = locate(text, removed);
  const around = locate(text, nearby);
  const behind = left && locate(text, [{ ...left, length: 1 }]);
  if (!isWhatItWas(gone, original) || !isWhatItWas(around, before + after) || behind?.isKnown === false) return { kind: 'outdated' };
  const stretches = gone.found
    .filter((piece) => piece.text !== null)
    .map(({ at, length }) => ({ start: at, removed: length, inserted: '' }));
  if (inserted === '') return stretches.length > 0 ? { kind: 'applies', edits: joined(stretches) } : { kind: 'done' };
  const hasAround = isJudged || nearby.length === 0 || around.found.some((piece) => piece.text !== null);
  const last = behind?.found.at(-1);
  if ((removed.length > 0 ? stretches.length === 0 : !hasAround) || (left && !last)) return { kind: 'outdated' };
  const start = last ? last.at + (last.text?.length ?? 0) : 0;
  return { kind: 'applies', edits: joined([...stretches, { start, removed: 0, inserted }]) };
}

/**
 * The hunk written down anew where its quote and what stood around it occur exactly once: after its characters were deleted
 * and brought back by an undo, or the document was made anew. Undefined if that is nowhere or twice.
 */
function findAgain(text: Y.Text, { before, original, after, inserted }: Hunk): Hunk | undefined {
  const words = text.toString();
  const quote = before + original + after;
  const at = words.indexOf(quote);
  if (at < 0 || words.includes(quote, at + 1) || (quote === '' && words !== '')) return undefined;
  return hunkAt(text, { start: at + before.length, removed: original.length, inserted }, words);
}

/** What a suggestion means now. Hunks whose characters are gone are looked for by their quotes. */
export function placeSuggestion(text: Y.Text, hunks: readonly Hunk[]): SuggestionPlace {
  const judged = judge(text, hunks);
  return judged ? placeJudged(text, judged) : { kind: 'outdated' };
}

/** A suggestion carried out: what undoes it, and the characters that each of its hunks put in. */
export type Applied = { inverse: Hunk[]; inserted: CharacterRun[][] };

/** Suggestions to carry out, each as one transaction with its own origin. */
export type ToApply = { hunks: readonly Hunk[]; origin?: unknown };

/**
 * Carries out suggestions in the text, in their order. Each is judged by the text before the first: those accepted together do not take one
 * another's surroundings away. Null for one that is outdated, or that another has left nothing to replace; nothing of it is carried
 * out. An inverse is a suggestion like any other: it holds whatever is typed meanwhile.
 */
export function applySuggestions(text: Y.Text, suggestions: readonly ToApply[]): (Applied | null)[] {
  const judged = suggestions.map(({ hunks, origin }) => ({ hunks: judge(text, hunks), origin }));
  return judged.map(({ hunks, origin }) => {
    if (!text.doc || !hunks || placeJudged(text, hunks).kind === 'outdated') return null;
    return text.doc.transact(() => applyJudged(text, hunks), origin);
  });
}

/** The hunks as they are to be carried out; null if the suggestion is outdated. */
function judge(text: Y.Text, hunks: readonly Hunk[]): Hunk[] | null {
  const found: Hunk[] = [];
  let isDone = true;
  for (const hunk of hunks) {
    const { kind } = placeHunk(text, hunk, false);
    const again = kind === 'applies' ? hunk : findAgain(text, hunk);
    if (kind === 'outdated' && !again) return null;
    if (again) isDone = false;
    found.push(again ?? hunk);
  }
  return isDone ? null : found;
}

function placeJudged(text: Y.Text, hunks: readonly Hunk[]): SuggestionPlace {
  const places = hunks.map((hunk) => placeHunk(text, hunk, true));
  const edits = places.flatMap((place) => (place.kind === 'applies' ? place.edits : [])).sort((a, b) => a.start - b.start);
  if (edits.length === 0 || places.some(({ kind }) => kind === 'outdated')) return { kind: 'outdated' };
  return { kind: 'applies', edits };
}

function applyJudged(text: Y.Text, hunks: readonly Hunk[]): Applied {
  const inverse: Hunk[] = [];
  // From the last to the first: of words behind the same character, those of the first stand first.
  const inserted = hunks.toReversed().map((hunk) => {
    const place = placeHunk(text, hunk, true);
    if (place.kind !== 'applies') return [];
    // From right to left: each offset is one of the text before.
    for (const { start, removed } of place.edits.toReversed()) {
      if (removed === 0) continue;
      const gone = text.toString().slice(start, start + removed);
      const names = runsBetween(text, start, start + removed);
      text.delete(start, removed);
      inverse.push({ ...hunkAt(text, { start, removed: 0, inserted: gone }), left: lastCharacter(names) });
    }
    const runs = insertBehind(text, hunk.left, hunk.inserted);
    const words = locate(text, runs).found[0];
    if (words) inverse.push(hunkAt(text, { start: words.at, removed: hunk.inserted.length, inserted: '' }));
    return runs;
  });
  return { inverse: inverse.toReversed(), inserted: inserted.toReversed() };
}

/** True if characters are what they were quoted as. In a document that was made anew the same ids may stand for others. */
export function isWhatItWas({ found, isKnown }: ReturnType<typeof locate>, quote: string): boolean {
  if (!isKnown) return false;
  let at = 0;
  for (const { text } of found) {
    for (const character of text ?? '') {
      at = quote.indexOf(character, at) + 1;
      if (at === 0) return false;
    }
  }
  return true;
}

function lastCharacter(runs: CharacterRun[]): Hunk['left'] {
  const last = runs.at(-1);
  return last ? { client: last.client, clock: last.clock + last.length - 1 } : null;
}

/** Edits in order, those that touch made one. */
function joined(edits: Difference[]): Difference[] {
  const all: Difference[] = [];
  // Words at the beginning of a removed stretch and at its end stand at the same place once it is gone.
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.removed - b.removed)) {
    const last = all.at(-1);
    const end = last ? last.start + last.removed : 0;
    if (last && edit.start <= end) {
      last.removed = Math.max(end, edit.start + edit.removed) - last.start;
      last.inserted += edit.inserted;
    } else all.push({ ...edit });
  }
  return all;
}
