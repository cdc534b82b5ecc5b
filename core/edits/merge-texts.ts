import { matchLines } from '#core/formats/match-lines.ts';
import { type Difference, difference } from './difference.ts';

/** A stretch of our text to replace so that their change is in it. A conflict if we changed the same lines, or, where lines came or went, ones that touch them. */
export type Incoming = Difference & { isConflict: boolean };

/**
 * What brings their text into ours, where both were made of `base`: replacements in ours, from left to right, none touching another. What only we
 * changed stays as it is, and what both changed alike is no change. With `base` as ours, all of them together give theirs. Some n log n of lines.
 */
export function incomingEdits(base: string, ours: string, theirs: string): Incoming[] {
  const [before, left, right] = [linesOf(base), linesOf(ours), linesOf(theirs)];
  const [toLeft, toRight] = [placesIn(before, left), placesIn(before, right)];
  const found: Incoming[] = [];
  const at = { base: 0, left: 0, right: 0, offset: 0 };
  for (let line = 0; line <= before.length; line += 1) {
    const isEnd = line === before.length;
    const [l, r] = isEnd ? [left.length, right.length] : [toLeft[line] ?? -1, toRight[line] ?? -1];
    if (l < 0 || r < 0) continue;
    const gap = { was: before.slice(at.base, line), mine: left.slice(at.left, l), coming: right.slice(at.right, r) };
    for (const { was, mine, coming } of pairs(gap)) {
      if (mine !== coming && coming !== was) {
        const { start, removed, inserted } = difference(mine, coming);
        found.push({ start: at.offset + start, removed, inserted, isConflict: mine !== was });
      }
      at.offset += mine.length;
    }
    at.offset += isEnd ? 0 : (left[l] ?? '').length;
    Object.assign(at, { base: line + 1, left: l + 1, right: r + 1 });
  }
  return found;
}

type Gap<T> = { was: T; mine: T; coming: T };

/** Between two lines that all three have: line by line where there are as many on each side, as in a list whose items were reworded; else as one. */
function pairs({ was, mine, coming }: Gap<string[]>): Gap<string>[] {
  if (was.length !== mine.length || was.length !== coming.length)
    return [{ was: was.join(''), mine: mine.join(''), coming: coming.join('') }];
  return was.map((line, n) => ({ was: line, mine: mine[n] ?? '', coming: coming[n] ?? '' }));
}

/** Each line with the line feed that ends it. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** For each line before, where it stands after; -1 where it does not. */
function placesIn(before: string[], after: string[]): Int32Array {
  const places = new Int32Array(before.length).fill(-1);
  matchLines(before, after).same.forEach((from, to) => {
    if (from >= 0) places[from] = to;
  });
  return places;
}
