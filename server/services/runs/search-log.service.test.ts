import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RunEvent } from '#core/run/run-event.ts';
import type { Ctx } from '#server/context.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { appendEvents } from '#server/events/append-events.ts';
import { makeTestRun, printed } from '#server/events/test-run.ts';
import { searchLog } from './search-log.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const ctxOf = (organizationId: string): Ctx => ({ ...database, organizationId }) as unknown as Ctx;

test('words are found whatever their case, wherever people read them, and nowhere else', async () => {
  const { runId, organizationId } = await makeTestRun(database.db);
  const said: RunEvent = { kind: 'said', step: 'model-0', attempt: 1, text: 'Über 100% of a_b "quoted"\\path' };
  await appendEvents(database.pool, runId, [printed(1, 'a Boundary here'), { key: 'said', event: said }, printed(3, 'nothing')]);
  const find = async (words: string) => (await searchLog(ctxOf(organizationId), { runId, words })).seqs;
  expect(await find('bOUNDARY')).toEqual([1]);
  expect(await find('über')).toEqual([2]);
  for (const exact of ['100%', 'a_b', '"quoted"', '\\path']) expect(await find(exact)).toEqual([2]);
  // Wildcards of the database are ordinary letters, and the names of fields are not words.
  for (const none of ['1%0', 'axb', 'command_printed', 'stdout', 'tool-0-0']) expect(await find(none)).toEqual([]);
  await expect(searchLog(ctxOf('another'), { runId, words: 'boundary' })).rejects.toMatchObject({ code: 'not_found' });
});
