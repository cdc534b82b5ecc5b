import * as Y from 'yjs';
import { textOf } from './document-state.ts';

/** Consecutive characters in a merged text, all of one kind. */
type Run = {
  client: number;
  clock: number;
  length: number;
  isDeleted: boolean;
  text: string;
  /** Where the first of them stood in the text with which the ended epoch ended; undefined if it was not shown there. */
  base: number | undefined;
  /** Its id in the next epoch, if it was written on top of the ended one. */
  fresh: Y.ID | undefined;
};

/** Random Yjs clients lie below; one that is carried over gets a number of its own above, so that no id ever names two characters. */
const carriedClients = 2 ** 32;

/**
 * Carries what somebody wrote in an epoch that is over into the next one, exactly: each insertion stands between the same characters as
 * it did, each deletion takes the same characters, and what others have written since stays. The insertion that was clock `n` of a
 * client becomes clock `n - k` of a client derived from it, where `k` is how far the ended epoch knew the first: carried a second time, it
 * is known already.
 *
 * @param ended the last state of the ended epoch.
 * @param next a state of the epoch after it. It is changed.
 * @param nextEpoch its number.
 * @param update made on top of (a part of) `ended`.
 * @returns the update of `next`; null if it holds everything already; undefined if the update builds on what `ended` lacks.
 */
export function carryOver(ended: Y.Doc, next: Y.Doc, nextEpoch: number, update: Uint8Array): Uint8Array | null | undefined {
  const merged = new Y.Doc({ gc: false });
  const ownClient = next.clientID;
  let carried: Uint8Array | null = null;
  const note = (bytes: Uint8Array) => {
    carried = bytes;
  };
  try {
    Y.applyUpdate(merged, Y.encodeStateAsUpdate(ended));
    Y.applyUpdate(merged, update);
    if (merged.store.pendingStructs || merged.store.pendingDs) return undefined;
    const runs = runsOf(merged, ended, nextEpoch);
    next.on('update', note);
    next.transact(() => {
      insertFresh(runs, next, nextEpoch);
      deleteAll(runs, next, nextEpoch);
    });
    return carried;
  } finally {
    next.off('update', note);
    next.clientID = ownClient;
    merged.destroy();
  }
}

function insertFresh(runs: Run[], next: Y.Doc, epoch: number): void {
  const text = textOf(next);
  // In the order in which each client wrote them, so that their clocks come out the same whenever they are carried.
  const fresh = [...runs.entries()].filter(([, run]) => run.fresh !== undefined);
  fresh.sort(([, a], [, b]) => a.client - b.client || a.clock - b.clock);
  for (const [at, { fresh: id, length, text: words }] of fresh) {
    if (!id) continue;
    const { client, clock } = id;
    const have = Y.getState(next.store, client);
    if (have >= clock + length) continue;
    const left = have > clock ? Y.createID(client, have - 1) : leftOf(runs, at, next, epoch);
    next.clientID = client;
    text.insert(left ? indexAfter(next, left) : 0, words.slice(have - clock));
  }
}

/** The last character before the run at `at` that stands in the next epoch already. */
function leftOf(runs: Run[], at: number, next: Y.Doc, epoch: number): Y.ID | undefined {
  for (let left = at - 1; left >= 0; left -= 1) {
    const run = runs[left];
    if (run?.base !== undefined) return Y.createID(epoch, run.base + run.length - 1);
    if (run?.fresh === undefined) continue;
    const { client, clock } = run.fresh;
    const have = Math.min(Y.getState(next.store, client), clock + run.length);
    if (have > clock) return Y.createID(client, have - 1);
  }
  return undefined;
}

function deleteAll(runs: Run[], next: Y.Doc, epoch: number): void {
  const doomed = new Map<number, { start: number; end: number }[]>();
  for (const { length, isDeleted, base, fresh } of runs) {
    const start = fresh?.clock ?? base;
    if (!isDeleted || start === undefined) continue;
    const writer = fresh?.client ?? epoch;
    const ranges = doomed.get(writer) ?? [];
    doomed.set(writer, ranges);
    ranges.push({ start, end: start + length });
  }
  const cuts: { index: number; length: number }[] = [];
  let index = 0;
  for (const item of itemsOf(next)) {
    if (item.deleted) continue;
    const { client, clock } = item.id;
    for (const { start, end } of doomed.get(client) ?? []) {
      const from = Math.max(start, clock);
      const to = Math.min(end, clock + item.length);
      if (from < to) cuts.push({ index: index + from - clock, length: to - from });
    }
    index += item.length;
  }
  cuts.sort((a, b) => b.index - a.index);
  for (const cut of cuts) textOf(next).delete(cut.index, cut.length);
}

/** The characters of `merged` in order, cut where `ended` knew them or showed them differently. */
function runsOf(merged: Y.Doc, ended: Y.Doc, nextEpoch: number): Run[] {
  const shown = shownIn(ended);
  const runs: Run[] = [];
  for (const item of itemsOf(merged)) {
    const { client, clock: first } = item.id;
    const known = Y.getState(ended.store, client);
    const end = first + item.length;
    for (let clock = first; clock < end; ) {
      const stretch = clock < known ? shown(client, clock) : undefined;
      const until = Math.min(end, clock < known ? Math.min(known, stretch?.end ?? known) : end);
      const length = until - clock;
      const text = item.content instanceof Y.ContentString ? item.content.str.slice(clock - first, until - first) : ' '.repeat(length);
      runs.push({
        client,
        clock,
        length,
        isDeleted: item.deleted,
        text,
        base: stretch?.index,
        fresh: clock < known ? undefined : Y.createID((client % carriedClients) + nextEpoch * carriedClients, clock - known),
      });
      clock = until;
    }
  }
  return runs;
}

/** Tells of a known character where it stood in the text (undefined if it was deleted), and up to which clock its neighbours go with it. */
function shownIn(doc: Y.Doc): (client: number, clock: number) => { index: number | undefined; end: number } | undefined {
  const stretches = new Map<number, { start: number; end: number; index: number | undefined }[]>();
  let index = 0;
  for (const item of itemsOf(doc)) {
    const { client, clock: start } = item.id;
    const list = stretches.get(client) ?? [];
    stretches.set(client, list);
    list.push({ start, end: start + item.length, index: item.deleted ? undefined : index });
    if (!item.deleted) index += item.length;
  }
  for (const list of stretches.values()) list.sort((a, b) => a.start - b.start);
  return (client, clock) => {
    const list = stretches.get(client) ?? [];
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle]?.end ?? 0) <= clock) low = middle + 1;
      else high = middle;
    }
    const found = list[low];
    if (!found || found.start > clock) return undefined;
    return { index: found.index === undefined ? undefined : found.index + clock - found.start, end: found.end };
  };
}

function* itemsOf(doc: Y.Doc): Iterable<Y.Item> {
  for (let item = textOf(doc)._start; item; item = item.right) yield item;
}

/** Where something goes that follows the character `id`, which may be deleted by now. */
function indexAfter(doc: Y.Doc, { client, clock }: Y.ID): number {
  let index = 0;
  for (const item of itemsOf(doc)) {
    const isIt = item.id.client === client && item.id.clock <= clock && clock < item.id.clock + item.length;
    if (isIt) return index + (item.deleted ? 0 : clock - item.id.clock + 1);
    if (!item.deleted) index += item.length;
  }
  throw new RangeError('The character is not in the text.');
}
