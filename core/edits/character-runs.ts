import * as Y from 'yjs';
import type { CharacterRun } from './suggestion.ts';

/** A stretch of characters in the order of the text, with those deleted in between: `at` is where it stands among the visible ones. */
export type Piece = CharacterRun & {
  at: number;
  /** Null when the characters are deleted. */
  text: string | null;
};

/** All characters of a text, visible and deleted, in order. What is no text (nothing writes it) counts as deleted. */
export function* pieces(text: Y.Text): Generator<Piece> {
  let at = 0;
  for (let item = text._start; item !== null; item = item.right) {
    const words = visibleText(item);
    yield { client: item.id.client, clock: item.id.clock, length: item.length, at, text: words };
    at += words?.length ?? 0;
  }
}

/** The pieces that hold characters of `runs`, cut to them, each with where it stands. Runs of unknown characters give `isKnown: false`. */
export function locate(text: Y.Text, runs: readonly CharacterRun[]): { found: Piece[]; isKnown: boolean } {
  const wanted = new Map<Y.Item, CharacterRun[]>();
  let isKnown = true;
  for (const run of runs) {
    const items = itemsOf(text, run);
    if (!items) isKnown = false;
    for (const item of items ?? []) wanted.set(item, [...(wanted.get(item) ?? []), run]);
  }
  const found: Piece[] = [];
  if (wanted.size === 0) return { found, isKnown };
  let at = 0;
  let left = wanted.size;
  for (let item = text._start; item !== null && left > 0; item = item.right) {
    const words = visibleText(item);
    const asked = wanted.get(item);
    if (asked) {
      left -= 1;
      for (const part of cut(item, asked)) {
        const offset = part.clock - item.id.clock;
        found.push({
          ...part,
          at: at + (words === null ? 0 : offset),
          text: words?.slice(offset, offset + part.length) ?? null,
        });
      }
    }
    at += words?.length ?? 0;
  }
  return { found, isKnown };
}

/** The visible characters between two offsets, by name. */
export function runsBetween(text: Y.Text, start: number, end: number): CharacterRun[] {
  const runs: CharacterRun[] = [];
  if (end <= start) return runs;
  for (const piece of pieces(text)) {
    if (piece.at >= end) break;
    if (piece.text === null || piece.at + piece.length <= start) continue;
    const from = Math.max(0, start - piece.at);
    const to = Math.min(piece.length, end - piece.at);
    pushRun(runs, { client: piece.client, clock: piece.clock + from, length: to - from });
  }
  return runs;
}

/** Adds a run behind others, as part of the last one where it continues it. */
export function pushRun(runs: CharacterRun[], { client, clock, length }: CharacterRun): void {
  const last = runs.at(-1);
  if (last && last.client === client && last.clock + last.length === clock) last.length += length;
  else runs.push({ client, clock, length });
}

/** True if two runs have a character in common. */
export function overlaps(a: CharacterRun, b: CharacterRun): boolean {
  return a.client === b.client && a.clock < b.clock + b.length && b.clock < a.clock + a.length;
}

/**
 * Puts words right behind a character, there or deleted; null for the beginning. `Y.Text.insert` takes an offset among the visible
 * characters, which cannot tell the places between deleted ones apart. Inside a transaction. Gives the words by name.
 */
export function insertBehind(text: Y.Text, left: { client: number; clock: number } | null, words: string): CharacterRun[] {
  const { doc } = text;
  const transaction = doc?._transaction;
  if (!doc || !transaction) throw new Error('Words are put behind a character inside a transaction.');
  if (words === '') return [];
  const before = left && Y.getItemCleanEnd(transaction, doc.store, Y.createID(left.client, left.clock));
  if (before && !(before instanceof Y.Item && before.parent === text)) throw new Error('This character is not in the text.');
  const after = before instanceof Y.Item ? before.right : text._start;
  const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID));
  const origin = before instanceof Y.Item ? before : null;
  new Y.Item(id, origin, origin?.lastId ?? null, after, after?.id ?? null, text, null, new Y.ContentString(words)).integrate(
    transaction,
    0,
  );
  // Remembered offsets are those of before; Yjs drops them the same way when a change comes from elsewhere.
  if (text._searchMarker) text._searchMarker.length = 0;
  return [{ client: id.client, clock: id.clock, length: words.length }];
}

function visibleText(item: Y.Item): string | null {
  return !item.deleted && item.content instanceof Y.ContentString ? item.content.str : null;
}

/** The items of this text that hold the run; undefined if one of its characters has never been seen here. */
function itemsOf(text: Y.Text, { client, clock, length }: CharacterRun): Y.Item[] | undefined {
  const structs = text.doc?.store.clients.get(client);
  const last = structs?.at(-1);
  if (!structs || !last || clock + length > last.id.clock + last.length) return undefined;
  const items: Y.Item[] = [];
  for (let index = Y.findIndexSS(structs, clock); index < structs.length; index += 1) {
    const struct = structs[index];
    if (!struct || struct.id.clock >= clock + length) break;
    if (struct instanceof Y.Item && struct.parent === text) items.push(struct);
  }
  return items;
}

/** The parts of an item that lie in the runs, in order, without what two runs share. */
function cut(item: Y.Item, runs: CharacterRun[]): CharacterRun[] {
  const { client, clock } = item.id;
  const end = clock + item.length;
  const parts: CharacterRun[] = [];
  let from = clock;
  for (const run of [...runs].sort((a, b) => a.clock - b.clock)) {
    const start = Math.max(from, run.clock);
    const stop = Math.min(end, run.clock + run.length);
    if (stop <= start) continue;
    pushRun(parts, { client, clock: start, length: stop - start });
    from = stop;
  }
  return parts;
}
