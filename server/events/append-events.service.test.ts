import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { appendEvents, appendEventsInTx } from './append-events.ts';
import { createEventWriter } from './event-writer.ts';
import { finished, makeTestRun, printed, readAll } from './test-run.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const seqs = (events: readonly { seq: number }[]) => events.map(({ seq }) => seq);
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

test('writers at once, with the same keys among them, number each key once and leave no gap', async () => {
  const { db, pool } = database;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(30), { maxLength: 12 }), { minLength: 2, maxLength: 6 }), async (writers) => {
      const { runId } = await makeTestRun(db);
      await Promise.all(
        writers.map((keys, i) =>
          i % 2 === 0
            ? appendEvents(
                pool,
                runId,
                keys.map((key) => printed(key)),
              )
            : db.$transaction((tx) =>
                appendEventsInTx(
                  tx,
                  runId,
                  keys.map((key) => printed(key)),
                ),
              ),
        ),
      );
      const events = await readAll(db, runId);
      expect(seqs(events)).toEqual(upTo(new Set(writers.flat()).size));
      const { lastSeq } = await db.run.findUniqueOrThrow({ where: { id: runId } });
      expect(lastSeq).toBe(events.length);
    }),
    { numRuns: 25 },
  );
});

test('events keep the order in which they were given, and a repeated append changes nothing', async () => {
  const { db, pool } = database;
  const { runId } = await makeTestRun(db);
  const keys = [5, 3, 9, 1];
  for (let i = 0; i < 2; i += 1)
    await appendEvents(
      pool,
      runId,
      keys.map((key) => printed(key)),
    );
  const events = await readAll(db, runId);
  expect(events.map(({ key }) => key)).toEqual(keys.map((key) => `line:${key}`));
});

test('what a rolled-back transaction appended was never there', async () => {
  const { db, pool } = database;
  const { runId } = await makeTestRun(db);
  const failed = db.$transaction(async (tx) => {
    await appendEventsInTx(tx, runId, [printed(1)]);
    throw new Error('no');
  });
  await expect(failed).rejects.toThrow('no');
  await appendEvents(pool, runId, [finished]);
  expect(seqs(await readAll(db, runId))).toEqual([1]);
});

test('any text of a command is kept, but for what Postgres cannot hold', async () => {
  const { db, pool } = database;
  const { runId } = await makeTestRun(db);
  const texts = ['a\u0000b', '\ud800', 'x\udc00y', '\\u0000', '\\\u0000', '👩‍💻 ü \n\t"', '\\ud800'];
  await appendEvents(
    pool,
    runId,
    texts.map((text, i) => printed(i, text)),
  );
  const kept = (await readAll(db, runId)).map(({ event }) => (event.kind === 'command_printed' ? event.text : null));
  expect(kept).toEqual(['a\ufffdb', '\ufffd', 'x\ufffdy', '\\u0000', '\\\ufffd', '👩‍💻 ü \n\t"', '\\ud800']);
});

test('the writer groups what many runs say, in order, and a flush means that it is durable', async () => {
  const { db, pool } = database;
  const runs = await Promise.all(Array.from({ length: 5 }, () => makeTestRun(db)));
  const writer = createEventWriter(pool);
  for (let i = 0; i < 300; i += 1) for (const { runId } of runs) writer.append(runId, printed(i));
  await Promise.all(runs.map(({ runId }) => writer.flush(runId)));
  for (const { runId } of runs) {
    const events = await readAll(db, runId);
    expect(events.map(({ key }) => key)).toEqual(Array.from({ length: 300 }, (_, i) => `line:${i}`));
  }
  await writer.close();
});

test('events that cannot be written fail the flush of their run alone', async () => {
  const { db, pool } = database;
  const [good, bad] = [await makeTestRun(db), await makeTestRun(db)];
  const writer = createEventWriter(pool);
  writer.append(good.runId, printed(1));
  writer.append(bad.runId, { ...printed(1), key: 'nul \u0000 key' });
  const [first, second] = await Promise.allSettled([writer.flush(good.runId), writer.flush(bad.runId)]);
  expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
  expect(await readAll(db, good.runId)).toHaveLength(1);
  await writer.close();
});

test('a database that ends every connection loses nothing of what waits to be written', async () => {
  const { db, pool } = database;
  const { runId } = await makeTestRun(db);
  const writer = createEventWriter(pool);
  for (let round = 0; round < 5; round += 1) {
    for (let i = 0; i < 50; i += 1) writer.append(runId, printed(round * 50 + i));
    const cut = db.$queryRaw`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await Promise.all([writer.flush(runId), cut]);
  }
  await writer.close();
  expect(seqs(await readAll(db, runId))).toEqual(upTo(250));
});
