import type { Hunk } from './suggestion.ts';

/** A hunk for people to read: whole words, with a little of the line on either side. */
export type WordChange = { lead: string; removed: string; inserted: string; trail: string };

const word = /[\p{L}\p{N}_'’-]/u;

/** Widens a hunk to whole words, so that `qu[ick→iet]ly` reads as `quickly` and `quietly`. The surroundings end at the line. */
export function wordChange({ before, original, inserted, after }: Pick<Hunk, 'before' | 'original' | 'inserted' | 'after'>): WordChange {
  const isWord = (text: string, at: number) => word.test(text.charAt(at));
  const cutsLeft = [original, inserted].some((text) => text !== '' && isWord(text, 0));
  const cutsRight = [original, inserted].some((text) => text !== '' && isWord(text, text.length - 1));
  let start = before.length;
  // Words put between two others touch none of them.
  if (cutsLeft) while (start > 0 && isWord(before, start - 1)) start -= 1;
  let end = 0;
  if (cutsRight) while (end < after.length && isWord(after, end)) end += 1;
  const head = before.slice(start);
  const tail = after.slice(0, end);
  return {
    lead: before.slice(before.lastIndexOf('\n', start - 1) + 1, start),
    removed: original === '' && head + tail === '' ? '' : head + original + tail,
    inserted: inserted === '' && head + tail === '' ? '' : head + inserted + tail,
    trail: (after.slice(end).split('\n', 1)[0] ?? '').trimEnd(),
  };
}
