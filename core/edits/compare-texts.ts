import { diffArrays, diffWordsWithSpace } from 'diff';
import type { Span } from '#core/language/span.ts';

/**
 * One row of a comparison: a piece of each text, or of one of them. `removed` and `inserted` are the words that make the difference, as
 * stretches of the text before and of the text after; for a piece without a partner they are the whole of it.
 */
export type ComparedRow = {
  kind: 'same' | 'changed' | 'removed' | 'added';
  before: Span | null;
  after: Span | null;
  removed: readonly Span[];
  inserted: readonly Span[];
};

export type Grain = 'blocks' | 'lines';

/** Longer pieces are not compared word by word: they are shown as taken out and put in. */
const longestWords = 8_000;
/** Pieces that share less than this part of their words are not two versions of one. */
const leastLikeness = 0.35;

/**
 * Compares two texts piece by piece, and within two versions of a piece word by word. `blocks` are what a page shows (a paragraph, an
 * item, a heading, a table's row), without the blank lines between; `lines` are all lines. Rows stand in the order of both texts.
 */
export function compareTexts(before: string, after: string, grain: Grain): ComparedRow[] {
  const [old, now] = [piecesOf(before, grain), piecesOf(after, grain)];
  const words = (text: string) => (span: Span) => text.slice(span.start, span.end);
  const changes = diffArrays(old.map(words(before)), now.map(words(after)));
  const rows: ComparedRow[] = [];
  let [left, right] = [0, 0];
  for (let at = 0; at < changes.length; at += 1) {
    const change = changes[at];
    if (!change) continue;
    if (!change.added && !change.removed) {
      for (let n = 0; n < change.count; n += 1) rows.push(same(old[left + n], now[right + n]));
      left += change.count;
      right += change.count;
      continue;
    }
    const next = changes[at + 1];
    const partner = next && (next.added || next.removed) && next.added !== change.added ? next : undefined;
    if (partner) at += 1;
    const gone = change.removed ? change.count : (partner?.count ?? 0);
    const come = change.added ? change.count : partner?.added ? partner.count : 0;
    rows.push(...pair(before, after, old.slice(left, left + gone), now.slice(right, right + come)));
    left += gone;
    right += come;
  }
  return rows;
}

const same = (before: Span | undefined, after: Span | undefined): ComparedRow => ({
  kind: 'same',
  before: before ?? null,
  after: after ?? null,
  removed: [],
  inserted: [],
});
const gone = (span: Span): ComparedRow => ({ kind: 'removed', before: span, after: null, removed: [span], inserted: [] });
const come = (span: Span): ComparedRow => ({ kind: 'added', before: null, after: span, removed: [], inserted: [span] });

const startsPiece = /^\s*(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|\||>|```|~~~|<!--)/;

function piecesOf(text: string, grain: Grain): Span[] {
  const pieces: Span[] = [];
  let isOpen = false;
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const line = text.slice(start, end);
    const last = pieces.at(-1);
    if (grain === 'lines') {
      if (start < text.length) pieces.push({ start, end });
    } else if (line.trim() === '') isOpen = false;
    else if (isOpen && last && !startsPiece.test(line)) last.end = end;
    else {
      pieces.push({ start, end });
      // A heading is a piece of its own; what follows an item or a paragraph line without a blank one belongs to it.
      isOpen = !/^\s*(?:#{1,6}\s|\|)/.test(line);
    }
    start = end + 1;
  }
  return pieces;
}

/** Versions of one piece beside each other, in the order of both; what has no other version by itself. */
function pair(before: string, after: string, old: readonly Span[], now: readonly Span[]): ComparedRow[] {
  const rows: ComparedRow[] = [];
  let next = 0;
  for (const span of old) {
    const text = before.slice(span.start, span.end);
    // Only a few ahead: further away lies another piece that happens to share words.
    const ahead = now.slice(next, next + 8).map((other) => likeness(text, after.slice(other.start, other.end)));
    const best = ahead.indexOf(Math.max(...ahead));
    if (best < 0 || (ahead[best] ?? 0) < leastLikeness) {
      rows.push(gone(span));
      continue;
    }
    for (const skipped of now.slice(next, next + best)) rows.push(come(skipped));
    const other = now[next + best];
    if (other) rows.push(changed(before, after, span, other));
    next += best + 1;
  }
  for (const rest of now.slice(next)) rows.push(come(rest));
  return rows;
}

function changed(before: string, after: string, old: Span, now: Span): ComparedRow {
  if (old.end - old.start + now.end - now.start > longestWords)
    return { kind: 'changed', before: old, after: now, removed: [old], inserted: [now] };
  const [removed, inserted]: [Span[], Span[]] = [[], []];
  let [left, right] = [old.start, now.start];
  for (const { value, added, removed: isRemoved } of diffWordsWithSpace(
    before.slice(old.start, old.end),
    after.slice(now.start, now.end),
  )) {
    if (isRemoved) removed.push({ start: left, end: left + value.length });
    if (added) inserted.push({ start: right, end: right + value.length });
    if (!added) left += value.length;
    if (!isRemoved) right += value.length;
  }
  return { kind: 'changed', before: old, after: now, removed, inserted };
}

/** The share of words that two pieces have in common, 0 to 1 (Dice). */
function likeness(one: string, other: string): number {
  const count = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
  const [a, b] = [count(one), count(other)];
  if (a.length + b.length === 0) return one === other ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of b) {
    const has = left.get(word) ?? 0;
    if (has > 0) shared += 1;
    left.set(word, has - 1);
  }
  return (2 * shared) / (a.length + b.length);
}
