import type { Difference } from './difference.ts';

/**
 * One person's change of a text, as a change of that text after another's: at the same place, and taking away only what the other one left. The
 * text of both stays.
 */
export function carryOver(mine: Difference, theirs: Difference): Difference {
  const by = theirs.inserted.length - theirs.removed;
  const theirEnd = theirs.start + theirs.removed;
  const mineEnd = mine.start + mine.removed;
  if (theirs.removed === 0 && theirs.inserted === '') return mine;
  if (mineEnd <= theirs.start) return mine;
  if (mine.start >= theirEnd) return { ...mine, start: mine.start + by };
  // Both changed the same words: mine goes before what they wrote or behind it, and what they wrote is not taken away.
  const head = Math.max(0, theirs.start - mine.start);
  if (head > 0) return { start: mine.start, removed: head, inserted: mine.inserted };
  const tail = Math.max(0, mineEnd - theirEnd);
  return { start: theirs.start + theirs.inserted.length, removed: tail, inserted: mine.inserted };
}
