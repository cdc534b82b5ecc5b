import { diffArrays } from 'diff';
import { type Difference, difference } from './difference.ts';

/** Above so many changed places one stretch is easier to judge than its pieces. */
const mostPlaces = 60;

/**
 * What to replace so that `before` becomes `after`, by whole lines: each stretch of changed lines on its own, in the order of the text and
 * not overlapping, in UTF-16 units of `before`. Blank lines go with the line above them: they are everywhere and so tell no two places
 * apart, and a heading that stays must not be taken for a new one because of the blank line before it. One stretch where almost
 * everything differs.
 */
export function lineDifferences(before: string, after: string): Difference[] {
  const places: Difference[] = [];
  const replace = (start: number, removed: string, inserted: string) => {
    if (removed === inserted) return;
    const last = places.at(-1);
    if (last && last.start + last.removed === start) {
      last.removed += removed.length;
      last.inserted += inserted;
    } else places.push({ start, removed: removed.length, inserted });
  };
  const [old, now] = [linesOf(before), linesOf(after)];
  let [left, right, start] = [0, 0, 0];
  for (const { count, added, removed } of diffArrays(old, now, { comparator: (a, b) => a.words === b.words })) {
    for (let n = 0; n < count; n += 1) {
      const gone = added ? undefined : old[left++];
      const come = removed ? undefined : now[right++];
      // Of a line that stays, the blank lines below it may differ.
      const words = gone && come ? come.words.length : 0;
      replace(start + words, (gone?.text ?? '').slice(words), (come?.text ?? '').slice(words));
      start += gone?.text.length ?? 0;
    }
  }
  return places.length > mostPlaces ? [difference(before, after)] : places.map((place) => atLineEnds(before, place));
}

/**
 * The same replacement without the blank lines that both have at the end, and begun at the end of the line above where that makes no difference: what is
 * put in below a paragraph belongs to it, and not to the heading that follows.
 */
function atLineEnds(text: string, { start, removed, inserted }: Difference): Difference {
  let common = 0;
  while (common < removed && common < inserted.length && inserted.at(-1 - common) === '\n' && text[start + removed - 1 - common] === '\n')
    common += 1;
  let [at, words] = [start, inserted.slice(0, inserted.length - common)];
  while (removed === common && at > 0 && words.endsWith('\n') && text[at - 1] === '\n') {
    at -= 1;
    words = `\n${words.slice(0, -1)}`;
  }
  return { start: at, removed: removed - common, inserted: words };
}

type Line = { words: string; text: string };

/** Lines with the blank lines below them, so that they join to the text again. */
function linesOf(text: string): Line[] {
  const all: Line[] = [];
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const last = all.at(-1);
    if (last && line.trim() === '') last.text += line;
    else all.push({ words: line.trimEnd(), text: line });
  }
  return all;
}
