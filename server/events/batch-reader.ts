import type pg from 'pg';
import { type Batch, readBatches, type Stretch } from './read-batch.ts';

const cacheBytes = 8 * 1024 * 1024;
/** So that a crowd of late viewers leaves connections for everybody else. */
const readsAtOnce = 2;

/** Reads what is in the table already. Viewers who come for the same stretch share one read and, for a while, its bytes. */
export function createBatchReader(pool: pg.Pool): { read(stretch: Stretch): Promise<Batch | undefined> } {
  const underWay = new Map<string, Promise<Batch | undefined>>();
  const cache = new Map<string, Batch>();
  const turns: (() => void)[] = [];
  let cachedBytes = 0;
  let reading = 0;

  const readTable = async (stretch: Stretch): Promise<Batch | undefined> => {
    if (reading >= readsAtOnce) await new Promise<void>((resolve) => turns.push(resolve));
    reading += 1;
    try {
      return (await readBatches(pool, [stretch])).get(stretch.runId);
    } finally {
      reading -= 1;
      turns.shift()?.();
    }
  };

  const keep = (key: string, batch: Batch) => {
    cache.set(key, batch);
    cachedBytes += batch.bytes.length;
    for (const [oldest, { bytes }] of cache) {
      if (cachedBytes <= cacheBytes) break;
      cache.delete(oldest);
      cachedBytes -= bytes.length;
    }
  };

  return {
    read: async (stretch) => {
      const key = `${stretch.runId} ${stretch.after} ${stretch.upTo}`;
      const cached = cache.get(key);
      if (cached) return cached;
      const known = underWay.get(key);
      if (known) return known;
      const read = readTable(stretch).finally(() => underWay.delete(key));
      underWay.set(key, read);
      const batch = await read;
      if (batch && !cache.has(key)) keep(key, batch);
      return batch;
    },
  };
}
