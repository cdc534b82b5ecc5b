import type pg from 'pg';
import { createBatchKeeper, findKeptBatches } from './kept-batches.ts';
import { type Batch, readBatches, type Stretch } from './read-batch.ts';

const keyOf = ({ runId, after, upTo }: Stretch): string => `${runId} ${after} ${upTo}`;
const cacheBytes = 8 * 1024 * 1024;
/** So that a crowd of late viewers leaves connections for everybody else. */
const readsAtOnce = 2;

/** Reads what is in the table already. Viewers who come for the same stretch share one read and, for a while, its bytes. */
export function createBatchReader(pool: pg.Pool): { read(stretch: Stretch): Promise<Batch | undefined> } {
  const keeper = createBatchKeeper(pool);
  const underWay = new Map<string, Promise<Batch | undefined>>();
  const cache = new Map<string, Batch>();
  const turns: (() => void)[] = [];
  let cachedBytes = 0;
  let reading = 0;

  const readTable = async (stretch: Stretch): Promise<Batch | undefined> => {
    if (reading >= readsAtOnce) await new Promise<void>((resolve) => turns.push(resolve));
    reading += 1;
    try {
      const kept = await findKeptBatches(pool, stretch);
      if (kept && 'batches' in kept) {
        const [first, ...next] = kept.batches;
        for (const batch of next) keep(keyOf({ ...stretch, after: batch.from - 1 }), batch);
        return first;
      }
      // Whoever resumes in the middle of a kept batch comes to its end first, and reads kept ones from there.
      const batch = (await readBatches(pool, [{ ...stretch, upTo: Math.min(stretch.upTo, kept?.to ?? stretch.upTo) }])).get(stretch.runId);
      if (batch && !kept && batch.to < stretch.upTo) void keeper.keep(stretch.runId, batch.bytes.length / (batch.to - batch.from + 1));
      return batch;
    } finally {
      reading -= 1;
      turns.shift()?.();
    }
  };

  const keep = (key: string, batch: Batch) => {
    if (cache.has(key)) return;
    cache.set(key, batch);
    cachedBytes += batch.bytes.length;
    for (const [oldest, { bytes }] of cache) {
      if (cachedBytes <= cacheBytes) break;
      cache.delete(oldest);
      cachedBytes -= bytes.length;
    }
  };

  const fetch = (stretch: Stretch): Promise<Batch | undefined> | Batch => {
    const key = keyOf(stretch);
    const known = cache.get(key) ?? underWay.get(key);
    if (known) return known;
    const read = readTable(stretch)
      .then((batch) => {
        if (batch) keep(key, batch);
        return batch;
      })
      .finally(() => underWay.delete(key));
    underWay.set(key, read);
    return read;
  };

  return {
    read: async (stretch) => {
      const batch = await fetch(stretch);
      // While this one goes out, the next one is read: it is as good as asked for. Whoever takes none costs one batch of the cache.
      if (batch && batch.to < stretch.upTo) void Promise.resolve(fetch({ ...stretch, after: batch.to })).catch(() => {});
      return batch;
    },
  };
}
