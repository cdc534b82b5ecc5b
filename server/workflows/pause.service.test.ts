import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cancelRun } from '#server/services/runs/cancel-run.ts';
import { pauseRun, resumeRun } from '#server/services/runs/pause-run.ts';
import { retryRun } from '#server/services/runs/retry-run.ts';
import { runChanges } from '#server/services/runs/run-changes.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { takeOver } from '#server/services/runs/take-over.ts';
import { endAbandoned } from './old-versions.ts';
import { openTestHouse, type TestHouse } from './test-house.ts';
import { startWorker, type Worker } from './worker.ts';

let house: TestHouse;
let worker: Worker | undefined;

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(async () => {
  await worker?.stop();
  await house.close();
});

const start = (taskId: string) => startRun(house.ctx, { specId: house.specId, taskId, model: 'scripted' });
const statusOf = async (runId: string) => (await house.ctx.db.run.findUniqueOrThrow({ where: { id: runId } })).status;
const whenStatus = (runId: string, status: string) =>
  vi.waitFor(async () => expect(await statusOf(runId)).toBe(status), { timeout: 90_000, interval: 20 });
const kindsOf = async (runId: string) => (await house.eventsOf(runId)).map(({ event }) => event.kind);
const finishedSteps = async (runId: string) =>
  (await house.eventsOf(runId)).flatMap(({ event }) => (event.kind === 'step_finished' ? [event.step] : []));

/** Waits until the run has changed a file, which is in the middle of its work. */
const whenWorking = (runId: string) =>
  vi.waitFor(async () => expect(await kindsOf(runId)).toContain('file_changed'), { timeout: 90_000, interval: 20 });

test('a run of a version that no worker knows says so, and not before one had time to come', async () => {
  const { runId } = await start('3.2');
  const other = `UPDATE dbos.workflow_status SET application_version = '1', updated_at = 0 WHERE workflow_uuid = $1`;
  await house.ctx.pool.query(other, [`run:${runId}:1`]);
  const seen = `INSERT INTO workers (id, seen_at, version) VALUES ('old', now() - make_interval(secs => $1), '1') ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`;
  await house.ctx.pool.query(seen, [10]);
  expect(await endAbandoned(house.ctx)).toBe(0);
  await house.ctx.pool.query(seen, [1000]);
  expect(await endAbandoned(house.ctx)).toBe(1);
  expect(await endAbandoned(house.ctx)).toBe(0);
  expect(await statusOf(runId)).toBe('failed');
  expect((await house.eventsOf(runId)).at(-1)?.event).toMatchObject({ kind: 'finished', reason: expect.stringContaining('older version') });
});

test('a run that is queued is paused at once; paused and resumed twice before a worker comes, it runs once', {
  timeout: 120_000,
}, async () => {
  const { runId } = await start('3.1');
  for (let i = 0; i < 2; i += 1) {
    await pauseRun(house.ctx, { runId });
    await pauseRun(house.ctx, { runId });
    expect(await statusOf(runId)).toBe('paused');
    await resumeRun(house.ctx, { runId });
    await expect(resumeRun(house.ctx, { runId })).rejects.toMatchObject({ code: 'invalid' });
    expect(await statusOf(runId)).toBe('queued');
  }
  worker = await startWorker({ house: house.ctx, url: house.database.url });
  await whenWorking(runId);
  await cancelRun(house.ctx, { runId });
  await whenStatus(runId, 'cancelled');
  const steps = await finishedSteps(runId);
  expect(steps).toHaveLength(new Set(steps).size);
  expect((await kindsOf(runId)).filter((kind) => kind === 'paused' || kind === 'resumed')).toEqual([
    'paused',
    'resumed',
    'paused',
    'resumed',
  ]);
  await expect(pauseRun(house.ctx, { runId })).rejects.toMatchObject({ code: 'run_finished' });
});

test('a run that works finishes its step, holds nothing while it is paused, is taken over, and goes on', { timeout: 120_000 }, async () => {
  const { runId } = await start('5.1');
  await whenWorking(runId);
  await pauseRun(house.ctx, { runId });
  await whenStatus(runId, 'paused');
  const held = `SELECT 1 FROM dbos.workflow_status WHERE workflow_uuid LIKE 'run:' || $1 || ':%' AND status IN ('PENDING', 'ENQUEUED')`;
  await vi.waitFor(async () => expect((await house.ctx.pool.query(held, [runId])).rowCount).toBe(0), { timeout: 20_000 });
  const kinds = await kindsOf(runId);
  expect(kinds.at(-1)).toBe('paused');
  expect(kinds.filter((kind) => kind === 'step_started')).toHaveLength(kinds.filter((kind) => kind === 'step_finished').length);
  // Meanwhile a person writes: in their own name, and the agent hears of it.
  const [changed] = (await runChanges(house.ctx, { runId })).files;
  const edit = { path: changed?.path ?? '', before: changed?.after ?? null, after: `${changed?.after}\n// Looked at by hand.\n` };
  const { commit } = await takeOver(house.ctx, { runId, edits: [edit], message: 'A remark.' });
  expect((await runChanges(house.ctx, { runId })).files.find(({ path }) => path === edit.path)?.after).toBe(edit.after);
  await resumeRun(house.ctx, { runId });
  await expect(takeOver(house.ctx, { runId, edits: [edit], message: 'Again.' })).rejects.toMatchObject({ code: 'invalid' });
  await vi.waitFor(async () => expect(await kindsOf(runId)).toContain('heard'), { timeout: 90_000, interval: 20 });
  await cancelRun(house.ctx, { runId });
  await whenStatus(runId, 'cancelled');
  const steps = await finishedSteps(runId);
  expect(steps).toHaveLength(new Set(steps).size);
  expect((await house.eventsOf(runId)).some(({ event }) => event.kind === 'committed' && event.commit === commit)).toBe(true);
});

test('a cancelled run is retried from a turn: with its files, what was said, and nothing done twice', { timeout: 120_000 }, async () => {
  const { runId } = await start('4.1');
  await whenStatus(runId, 'waiting');
  await expect(retryRun(house.ctx, { runId, turn: 0 })).rejects.toMatchObject({ code: 'invalid' });
  await cancelRun(house.ctx, { runId });
  await vi.waitFor(async () => expect((await house.ctx.db.run.findUniqueOrThrow({ where: { id: runId } })).headCommit).not.toBeNull(), {
    timeout: 30_000,
  });
  const before = await runChanges(house.ctx, { runId });
  const memory = await house.ctx.db.runStep.findMany({ where: { runId, step: { startsWith: 'model-' } } });
  await expect(retryRun(house.ctx, { runId, turn: 99 })).rejects.toMatchObject({ code: 'invalid' });
  const { runId: again } = await retryRun(house.ctx, { runId });
  await whenStatus(again, 'waiting');
  const events = await house.eventsOf(again);
  expect(events[1]?.event).toEqual({ kind: 'retried', runId, turn: memory.length });
  // It asks anew what the run before had asked, and walks none of its turns again.
  expect(events.some(({ event }) => event.kind === 'step_started' && event.step === 'model-0')).toBe(false);
  expect(await runChanges(house.ctx, { runId: again })).toMatchObject({ files: before.files.map(({ path }) => ({ path })) });
  await cancelRun(house.ctx, { runId: again });
  expect(await statusOf(runId)).toBe('cancelled');
});
