import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NumberedEvent } from '#core/run/run-event.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { appendEvents } from './append-events.ts';
import { createBatchReader } from './batch-reader.ts';
import { createEventWriter } from './event-writer.ts';
import { createBatchKeeper } from './kept-batches.ts';
import { batchBytes } from './read-batch.ts';
import { finished, makeTestRun, printed, readAll } from './test-run.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const text = 'the discount of é and 価格 is \\ or "half" '.repeat(8);
const lines = (count: number, from = 1) => Array.from({ length: count }, (_, i) => printed(from + i, `${from + i} ${text}`));

/** All that a viewer gets who comes with the number `after`. */
async function replay(runId: string, after: number): Promise<NumberedEvent[]> {
  const reader = createBatchReader(database.pool);
  const events: NumberedEvent[] = [];
  for (let cursor = after; ; ) {
    const batch = await reader.read({ runId, after: cursor, upTo: 2 ** 31 - 1, rows: 700 });
    if (!batch) return events;
    const [line = '', id] = batch.bytes.toString().split('\n');
    const { json } = JSON.parse(line.slice('data: '.length)) as { json: NumberedEvent[] };
    expect([json[0]?.seq, json.at(-1)?.seq, id]).toEqual([batch.from, batch.to, `id: ${batch.to}`]);
    events.push(...json);
    cursor = batch.to;
  }
}

test('what is kept reads as the table does, from wherever a viewer comes', async () => {
  const { runId } = await makeTestRun(database.db);
  await appendEvents(database.pool, runId, lines(3000));
  await appendEvents(database.pool, runId, [finished]);
  // One moment in ten ends with a nought.
  const rounded = `UPDATE run_events SET created_at = date_trunc('second', created_at) + interval '210 ms' WHERE run_id = $1 AND seq % 7 = 0`;
  await database.pool.query(rounded, [runId]);
  const keepers = [createBatchKeeper(database.pool), createBatchKeeper(database.pool)];
  // Two processes at once, which do not guess alike.
  await Promise.all(keepers.map((keeper, i) => keeper.keep(runId, 400 + 300 * i)));
  const kept = await database.db.runEventBatch.findMany({ where: { runId }, orderBy: { fromSeq: 'asc' } });
  expect(kept.length).toBeGreaterThan(3);
  expect(kept.map(({ fromSeq }) => fromSeq)).toEqual([1, ...kept.slice(0, -1).map(({ toSeq }) => toSeq + 1)]);
  for (const { message } of kept) expect(message.length).toBeLessThan(batchBytes * 1.1);
  const all = (await readAll(database.db, runId)).map(({ key: _key, ...event }) => event);
  const places = fc.oneof(fc.nat(3001), fc.constantFrom(...kept.flatMap(({ toSeq }) => [toSeq - 1, toSeq])));
  await fc.assert(
    fc.asyncProperty(places, async (after) => {
      expect(JSON.stringify(await replay(runId, after))).toBe(JSON.stringify(all.slice(after)));
    }),
    { numRuns: 15 },
  );
});

test('a run that prints much is kept while it goes on, and never its end', async () => {
  const { runId } = await makeTestRun(database.db);
  const writer = createEventWriter(database.pool);
  for (let i = 0; i < 4; i += 1) {
    writer.append(runId, ...lines(500, i * 500 + 1));
    await writer.flush(runId);
  }
  await writer.close();
  await expect.poll(() => database.db.runEventBatch.count({ where: { runId } })).toBeGreaterThan(1);
  const last = await database.db.runEventBatch.findFirst({ where: { runId }, orderBy: { toSeq: 'desc' } });
  expect(last?.toSeq).toBeLessThan(2000);
});

test('whoever reads a long run that is not kept has it kept for the next', async () => {
  const { runId } = await makeTestRun(database.db);
  await appendEvents(database.pool, runId, lines(2000));
  expect(await replay(runId, 0)).toHaveLength(2000);
  await expect.poll(() => database.db.runEventBatch.count({ where: { runId } })).toBeGreaterThan(1);
});
