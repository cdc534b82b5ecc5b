import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cancelWave, forecast, listWaves, startWave } from '#server/services/runs/waves.ts';
import { git } from '#server/workspaces/git.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
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

test('a wave that is cancelled starts nothing more', { timeout: 60_000 }, async () => {
  const { waveId } = await startWave(house.ctx, { specId: house.specId, tasks: ['4.1'], model: 'scripted', parallel: 1 });
  await cancelWave(house.ctx, { waveId });
  await vi.waitFor(async () => expect((await latest()).tasks[0]?.status).toBe('cancelled'), { timeout: 30_000, interval: 50 });
  await expect(cancelWave({ ...house.ctx, organizationId: 'another' }, { waveId })).rejects.toMatchObject({ code: 'not_found' });
});
