import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runLimits } from '#core/run/limits.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import { cancelWave, forecast, listWaves, startWave } from '#server/services/runs/waves.ts';
import { git } from '#server/workspaces/git.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { finishRun } from './finish-run.ts';
import { openTestHouse, type TestHouse } from './test-house.ts';
import { startWorker, type Worker } from './worker.ts';

let house: TestHouse;
let worker: Worker;

beforeAll(async () => {
  house = await openTestHouse();
  worker = await startWorker({ house: house.ctx, url: house.database.url });
});
afterAll(async () => {
  await worker.stop();
  await house.close();
});

const latest = async () => {
  const [wave] = await listWaves(house.ctx, { specId: house.specId });
  if (!wave) throw new Error('There is a wave.');
  return wave;
};

test('tasks that wait for nothing run side by side, one after the other onto one branch; what waits for others is not started', {
  timeout: 240_000,
}, async () => {
  const plan = await forecast(house.ctx, { specId: house.specId, tasks: ['3.1', '3.2', '5.1'], parallel: 2 });
  expect(plan.groups.map((tasks) => tasks.map(({ id }) => id))).toEqual([['3.1', '5.1']]);
  expect(plan).toMatchObject({ never: [{ id: '3.2', reason: 'It waits for 4.1, which is not merged.' }], isGoing: false });
  const { waveId } = await startWave(house.ctx, { specId: house.specId, tasks: ['3.1', '3.2', '5.1'], model: 'scripted', parallel: 2 });
  await expect(startWave(house.ctx, { specId: house.specId, tasks: 'all', model: 'scripted', parallel: 1 })).rejects.toMatchObject({
    code: 'run_already_active',
  });
  await vi.waitFor(async () => expect((await latest()).endedAt).not.toBeNull(), { timeout: 200_000, interval: 100 });
  const { id, tasks } = await latest();
  expect(id).toBe(waveId);
  const standing = Object.fromEntries(tasks.map(({ taskId, status, isMerged }) => [taskId, `${status} ${isMerged}`]));
  expect(standing).toEqual({ '3.1': 'verified true', '5.1': 'verified true', '3.2': 'null false' });
  expect(tasks.find(({ taskId }) => taskId === '3.2')?.heldBack).toBe('It waits for 4.1, which is not merged.');
  const runs = await house.ctx.db.run.findMany({ where: { waveId } });
  expect(runs).toHaveLength(2);
  const { headCommit } = await house.ctx.db.project.findUniqueOrThrow({ where: { id: house.projectId } });
  const history = await git(['log', '--format=%H', headCommit], { gitDir: mirrorPathOf(house.ctx.dataPath, house.projectId) });
  const merged = runs.flatMap(({ mergedCommit }) => mergedCommit ?? []);
  expect(history.split('\n').slice(0, 2).toSorted()).toEqual(merged.toSorted());
});

test('the waves of an organization start no more than it may run together, and go on when a place is free', {
  timeout: 60_000,
}, async () => {
  const { db } = house.ctx;
  const { headCommit } = await db.project.findUniqueOrThrow({ where: { id: house.projectId } });
  const own = {
    organizationId: house.ctx.organizationId,
    projectId: house.projectId,
    specId: house.specId,
    startedById: house.ctx.actor.userId,
  };
  const others = Array.from({ length: runLimits.organization }, (_, i) => {
    const task = { taskId: `other ${i}`, taskTitle: 'Another', model: 'scripted', modelLabel: 'Scripted', branch: `other/${i}` };
    return { ...own, ...task, id: uuidv7(), baseCommit: headCommit, revisions: {}, status: 'running' as const };
  });
  await db.run.createMany({ data: others });
  const { waveId } = await startWave(house.ctx, { specId: house.specId, tasks: ['4.1'], model: 'scripted', parallel: 1 });
  expect(await latest()).toMatchObject({
    id: waveId,
    endedAt: null,
    tasks: [{ runId: null, heldBack: expect.stringContaining('24 runs') }],
  });
  await db.run.updateMany({ where: { id: { in: others.slice(1).map(({ id }) => id) } }, data: { status: 'cancelled' } });
  // One of them is over, and says so as every run does.
  await db.$transaction((tx) => finishRun(house.ctx, tx, { runId: others[0]?.id ?? '', outcome: 'failed' }));
  await vi.waitFor(async () => expect((await latest()).tasks[0]?.runId).not.toBeNull(), { timeout: 30_000, interval: 50 });
  await cancelWave(house.ctx, { waveId });
  await vi.waitFor(async () => expect((await latest()).tasks[0]?.status).toBe('cancelled'), { timeout: 30_000, interval: 50 });
});

test('a wave that is cancelled starts nothing more', { timeout: 60_000 }, async () => {
  const { waveId } = await startWave(house.ctx, { specId: house.specId, tasks: ['4.1'], model: 'scripted', parallel: 1 });
  await cancelWave(house.ctx, { waveId });
  await vi.waitFor(async () => expect((await latest()).tasks[0]?.status).toBe('cancelled'), { timeout: 30_000, interval: 50 });
  await expect(cancelWave({ ...house.ctx, organizationId: 'another' }, { waveId })).rejects.toMatchObject({ code: 'not_found' });
});
