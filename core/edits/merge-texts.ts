import { matchLines } from '#core/formats/match-lines.ts';
import { type Difference, difference } from './difference.ts';

/** A stretch of our text to replace so that their change is in it. A conflict if we changed the same lines. */
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
  const take = (was: string[], mine: string[], coming: string[]) => {
    const edit = editOf(was, mine, coming);
    if (edit) push(found, { ...edit, start: at.offset + edit.start });
    Object.assign(at, { base: at.base + was.length, left: at.left + mine.length, right: at.right + coming.length });
    at.offset += mine.join('').length;
  };
  for (let line = 0; line <= before.length; line += 1) {
    const isEnd = line === before.length;
    const [l, r] = isEnd ? [left.length, right.length] : [toLeft[line] ?? -1, toRight[line] ?? -1];
    // A line that somebody took away, or that stands in a passage that was written anew.
    if (l < 0 || r < 0) continue;
    take(before.slice(at.base, line), left.slice(at.left, l), right.slice(at.right, r));
    if (!isEnd) take(before.slice(line, line + 1), left.slice(l, l + 1), right.slice(r, r + 1));
  }
  return found;
}

function editOf(wasLines: string[], mineLines: string[], comingLines: string[]): Incoming | null {
  const [was, mine, coming] = [wasLines.join(''), mineLines.join(''), comingLines.join('')];
  if (mine === coming || coming === was) return null;
  // Of a line, the words that differ; of a passage that was written anew, all of it: what two passages share by chance says nothing.
  const isLine = mineLines.length <= 1 && comingLines.length <= 1;
  const edit = isLine ? difference(mine, coming) : { start: 0, removed: mine.length, inserted: coming };
  return { ...edit, isConflict: mine !== was };
}

/** Adds an edit behind the others; one that touches the last becomes one with it. */
function push(found: Incoming[], edit: Incoming): void {
  const last = found.at(-1);
  if (!last || last.start + last.removed < edit.start) {
    found.push(edit);
    return;
  }
  last.removed += edit.removed;
  last.inserted += edit.inserted;
  last.isConflict ||= edit.isConflict;
}

/** Each line with the line feed that ends it. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** For each line before, where it stands after, as it was or reworded; -1 where it does not. */
function placesIn(before: string[], after: string[]): Int32Array {
  const places = new Int32Array(before.length).fill(-1);
  const { same, changed } = matchLines(before, after);
  for (const [to, from] of same.entries()) {
    const line = from >= 0 ? from : (changed[to] ?? -1);
    if (line >= 0) places[line] = to;
  }
  return places;
}
