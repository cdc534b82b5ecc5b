import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { emptyRun, foldRun } from '#core/run/fold-run.ts';
import { type ProviderDouble, startProviderDouble } from '#server/agents/testing/provider-double.ts';
import { outlastDatabase } from '#server/events/database-away.ts';
import { getEvidence } from '#server/services/checks/get-evidence.ts';
import { startCheck } from '#server/services/checks/start-check.ts';
import { addModel } from '#server/services/models/add-model.ts';
import { cancelRun } from '#server/services/runs/cancel-run.ts';
import { getRun } from '#server/services/runs/get-run.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { openTestHouse, type TestHouse } from './test-house.ts';
import { startWorker, type Worker } from './worker.ts';

let house: TestHouse;
let worker: Worker;
let provider: ProviderDouble;
let model: string;

const work = async () => {
  worker = await startWorker({ house: house.ctx, url: house.database.url });
};

beforeAll(async () => {
  house = await openTestHouse();
  provider = await startProviderDouble();
  const added = await addModel(house.ctx, {
    provider: 'anthropic',
    modelId: 'claude-test',
    key: 'sk-ant-test-key-1234',
    baseUrl: provider.urls.anthropic,
    region: null,
  });
  model = added.id;
  await work();
});
afterAll(async () => {
  await worker.stop();
  await provider.close();
  await house.close();
});
/** One run a task at a time: whatever a test left is ended. */
afterEach(async () => {
  for (const { id } of await house.ctx.db.run.findMany({ where: { finishedAt: null } })) {
    await cancelRun(house.ctx, { runId: id });
    await whenOver(id);
  }
});

const whenOver = (runId: string) =>
  vi.waitFor(async () => expect((await getRun(house.ctx, { runId })).finishedAt).not.toBeNull(), { timeout: 150_000, interval: 30 });
const stateOf = async (runId: string) => foldRun(emptyRun, await house.eventsOf(runId));
const says = (text: string) => ({ kind: 'answers' as const, answer: { text, calls: [] } });

test('a busy provider is asked again when it says, and each try is on the record', { timeout: 60_000 }, async () => {
  provider.requests.length = 0;
  provider.behave({
    kind: 'says',
    status: 429,
    headers: { 'retry-after': '1' },
    body: '{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}',
  });
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model });
  await vi.waitFor(() => expect(provider.requests.length).toBe(2), { timeout: 20_000, interval: 20 });
  provider.behave(says('Nothing to do.'));
  await whenOver(runId);
  const { steps, outcome, reason } = await stateOf(runId);
  expect({ outcome, reason }).toEqual({
    outcome: 'failed',
    reason: 'The model answered 3 times in a row without a tool call that could be carried out.',
  });
  const attempts = steps.find(({ step }) => step === 'model-0')?.attempts ?? [];
  expect(attempts.map(({ isInterrupted }) => isInterrupted)).toEqual([true, true, false]);
  expect(attempts[1]?.title).toContain('slow down');
  const begun = attempts.map(({ startedAt }) => Date.parse(startedAt));
  expect((begun[1] ?? 0) - (begun[0] ?? 0)).toBeGreaterThanOrEqual(950);
});

test('a refused key ends the run with a sentence, without the key', { timeout: 60_000 }, async () => {
  provider.behave({
    kind: 'says',
    status: 401,
    body: '{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key sk-ant-test-key-1234"}}',
  });
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model });
  await whenOver(runId);
  const { outcome, reason } = await stateOf(runId);
  expect(outcome).toBe('failed');
  expect(reason).toMatch(/refused the key/);
  expect(JSON.stringify(await house.eventsOf(runId))).not.toContain('sk-ant-test-key-1234');
});

test('a silent provider does not keep a run from being cancelled', { timeout: 60_000 }, async () => {
  provider.requests.length = 0;
  provider.behave({ kind: 'falls silent', afterHeaders: true });
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model });
  await vi.waitFor(() => expect(provider.requests.length).toBe(1), { timeout: 20_000, interval: 20 });
  const before = Date.now();
  await cancelRun(house.ctx, { runId });
  await whenOver(runId);
  // The provider would be waited for two minutes.
  expect(Date.now() - before).toBeLessThan(15_000);
  expect((await stateOf(runId)).outcome).toBe('cancelled');
});

test('a check without an agent records what the default branch gives', { timeout: 60_000 }, async () => {
  const { evidenceKey } = await startCheck(house.ctx, { specId: house.specId });
  const find = () => house.ctx.db.evidence.findFirst({ where: { stepKey: evidenceKey } });
  await vi.waitFor(async () => expect(await find()).not.toBeNull(), { timeout: 40_000, interval: 50 });
  const { checks, failure, runId } = await getEvidence(house.ctx, { evidenceId: (await find())?.id ?? '' });
  expect({ failure, runId }).toEqual({ failure: null, runId: null });
  expect(checks.length).toBeGreaterThan(3);
});

test('a worker that stops leaves its run to the next one', { timeout: 240_000 }, async () => {
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model: 'scripted' });
  await vi.waitFor(async () => expect((await stateOf(runId)).steps.length).toBeGreaterThan(3), { timeout: 20_000, interval: 20 });
  await worker.stop();
  const { lastSeq } = await getRun(house.ctx, { runId });
  await work();
  await vi.waitFor(async () => expect((await getRun(house.ctx, { runId })).lastSeq).toBeGreaterThan(lastSeq), {
    timeout: 60_000,
    interval: 30,
  });
  await whenOver(runId);
  expect(await stateOf(runId)).toMatchObject({ outcome: 'verified', recoveries: 1 });
});

test('a database that ends every connection, again and again, costs time and nothing else', { timeout: 300_000 }, async () => {
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '5.1', model: 'scripted' });
  // Our own questions meet the same broken connections.
  const lastSeqOf = () => outlastDatabase(async () => (await getRun(house.ctx, { runId })).lastSeq);
  for (let cut = 0; cut < 5; cut += 1) {
    const lastSeq = await lastSeqOf();
    await vi.waitFor(async () => expect(await lastSeqOf()).toBeGreaterThan(lastSeq + 5), {
      timeout: 60_000,
      interval: 20,
    });
    await house.ctx.db
      .$queryRaw`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
  }
  await outlastDatabase(() => whenOver(runId));
  const events = await house.eventsOf(runId);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  expect(foldRun(emptyRun, events)).toMatchObject({ outcome: 'verified' });
});
