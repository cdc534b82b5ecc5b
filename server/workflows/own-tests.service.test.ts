import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { emptyRun, foldRun } from '#core/run/fold-run.ts';
import { lookAgain } from '#core/run/next-step.ts';
import { type ProviderDouble, startProviderDouble } from '#server/agents/testing/provider-double.ts';
import { getVerdicts } from '#server/services/checks/get-verdicts.ts';
import { adoptTest } from '#server/services/checks/own-tests.ts';
import { addModel } from '#server/services/models/add-model.ts';
import { answerQuestion } from '#server/services/runs/answer-question.ts';
import { getRun } from '#server/services/runs/get-run.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { openTestHouse, type TestHouse } from './test-house.ts';
import { startWorker, type Worker } from './worker.ts';

let house: TestHouse;
let worker: Worker;
let provider: ProviderDouble;
let model: string;

beforeAll(async () => {
  house = await openTestHouse();
  provider = await startProviderDouble();
  const connection = {
    provider: 'anthropic' as const,
    modelId: 'claude-test',
    key: 'sk-ant-test-key-1234',
    baseUrl: provider.urls.anthropic,
  };
  model = (await addModel(house.ctx, { ...connection, region: null })).id;
  // Only this test: the rest of the sample's have nothing to say here, and every check would run them.
  const checkCommand = 'node --test test/*limit.test.ts test/money.test.ts';
  await house.ctx.db.project.update({ where: { id: house.projectId }, data: { checkCommand } });
  worker = await startWorker({ house: house.ctx, url: house.database.url });
});
afterAll(async () => {
  await worker.stop();
  await provider.close();
  await house.close();
});

const name = 'Requirement 6.1: discounts stop at the limit';
const code = 'export const limited = (discount: number, total: number): number => Math.min(discount, total / 2);\n';
const tested = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limited } from '../src/limit.ts';

test('${name}', () => assert.equal(limited(80, 100), 50));
`;
const write = (id: string, path: string, content: string) => ({ id, name: 'write_file', args: JSON.stringify({ path, content }) });
const finish = { text: 'Done.', calls: [{ id: 'end', name: 'finish', args: JSON.stringify({ summary: 'Discounts are limited.' }) }] };

test("only a test of the agent's own speaks for a task: people are asked, and it counts once one of them adopts it", {
  timeout: 120_000,
}, async () => {
  const work = [write('a', 'src/limit.ts', code), write('b', 'test/limit.test.ts', tested)];
  provider.behave({ kind: 'plays', turn: (turn) => (turn === 0 ? { text: 'I write it.', calls: work } : finish) });
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '6.1', model });
  const whenStatus = (status: string) =>
    vi.waitFor(async () => expect((await getRun(house.ctx, { runId })).status).toBe(status), { timeout: 60_000, interval: 50 });
  await whenStatus('waiting');
  const { questions } = await getRun(house.ctx, { runId });
  expect(questions[0]?.question).toContain(`- ${name}`);
  const verdict = async () => (await getVerdicts(house.ctx, { specId: house.specId })).criteria['6.1'];
  expect(await verdict()).toMatchObject({ state: 'unverified', checks: [], own: [{ name, status: 'passed', own: { adoptedBy: null } }] });

  const { own, file = null } = (await verdict())?.own[0] ?? {};
  const test = { specId: house.specId, file, name, sha256: own?.sha256 ?? '', isAdopted: true };
  await expect(adoptTest(house.ctx, { ...test, sha256: '0'.repeat(64) })).rejects.toMatchObject({ code: 'revision_changed' });
  const agent = { ...house.ctx, actor: { ...house.ctx.actor, role: 'agent' as const } };
  await expect(adoptTest(agent, test)).rejects.toMatchObject({ code: 'role_too_low' });
  await adoptTest(house.ctx, test);
  expect(await verdict()).toMatchObject({ state: 'holds', own: [], checks: [{ name, own: { adoptedBy: 'Ada' } }] });
  await answerQuestion(house.ctx, { runId, questionId: questions[0]?.id ?? '', answer: lookAgain });
  await whenStatus('verified');
  expect(foldRun(emptyRun, await house.eventsOf(runId))).toMatchObject({ outcome: 'verified' });
  // Merged, it stands on the default branch, and still speaks by that word alone.
  expect(await verdict()).toMatchObject({ state: 'holds', isStale: false });
  await adoptTest(house.ctx, { ...test, isAdopted: false });
  expect(await verdict()).toMatchObject({ state: 'unverified', own: [{ name }] });
  // Adopted as it was read, and no longer once the agent has changed its file.
  await adoptTest(house.ctx, test);
  await house.ctx.db.agentTest.updateMany({ data: { sha256: '1'.repeat(64) } });
  expect(await verdict()).toMatchObject({ state: 'unverified', own: [{ name }] });
  const entries = await house.ctx.db.auditEntry.findMany({ where: { action: { startsWith: 'test.' } } });
  expect(entries.map(({ action }) => action).sort()).toEqual(['test.adopted', 'test.adopted', 'test.given-back']);
});
