import type * as Y from 'yjs';
import { locate, type Piece, pushRun, runsBetween } from './character-runs.ts';
import type { CharacterRun, Hunk } from './suggestion.ts';

/**
 * A hunk with the names that its characters have in `after`, a document made anew with the words of `before`. What is deleted has no name
 * there; a hunk of which nothing is left is given as it is: it may be found again by its quotes.
 */
export function moveHunk(before: Y.Text, after: Y.Text, hunk: Hunk): Hunk {
  const { left, removed, inserted, nearby } = hunk;
  const gone = locate(before, removed);
  const around = locate(before, nearby);
  const behind = left && locate(before, [{ ...left, length: 1 }]);
  if (!gone.isKnown || !around.isKnown || behind?.isKnown === false) return hunk;
  const moved = { removed: namesIn(after, gone.found), nearby: namesIn(after, around.found) };
  const [from, to] = removed.length > 0 ? [removed, moved.removed] : [nearby, moved.nearby];
  if (inserted !== '' && from.length > 0 && to.length === 0) return hunk;
  const last = behind?.found.at(-1);
  // Behind a deleted character is where it stood: behind the last one before it that is there.
  const end = last ? last.at + (last.text?.length ?? 0) : 0;
  const [name] = runsBetween(after, Math.max(0, end - 1), end);
  return { ...hunk, ...moved, left: name ? { client: name.client, clock: name.clock } : null };
}

function namesIn(text: Y.Text, found: readonly Piece[]): CharacterRun[] {
  const runs: CharacterRun[] = [];
  for (const { at, text: words } of found) {
    for (const run of words === null ? [] : runsBetween(text, at, at + words.length)) pushRun(runs, run);
  }
  return runs;
}
