import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { allowAnswers } from '#core/run/next-step.ts';
import { getAgentPolicy, setAgentPolicy } from '#server/services/agent-policies/agent-policy.ts';
import { answerQuestion } from '#server/services/runs/answer-question.ts';
import { getRun } from '#server/services/runs/get-run.ts';
import { startRun } from '#server/services/runs/start-run.ts';
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

const statusOf = async (runId: string) => (await getRun(house.ctx, { runId })).status;
const whenStatus = (runId: string, status: string) =>
  vi.waitFor(async () => expect(await statusOf(runId)).toBe(status), { timeout: 90_000, interval: 50 });

test('what the policy denies is told to the model, what it asks about parks the run, once allowed it goes on', {
  timeout: 180_000,
}, async () => {
  const { slug } = await house.ctx.db.project.findUniqueOrThrow({ where: { id: house.projectId } });
  const set = { project: slug, version: 0, reason: 'Commands are looked at.' };
  const rules = [
    { effect: 'ask' as const, capability: 'command' as const, pattern: '*' },
    { effect: 'deny' as const, capability: 'read' as const, pattern: 'src/money.ts' },
  ];
  await setAgentPolicy(house.ctx, { ...set, policy: { rules } });
  await expect(setAgentPolicy(house.ctx, { ...set, policy: { rules: [] } })).rejects.toMatchObject({ code: 'revision_changed' });
  expect(await getAgentPolicy(house.ctx, { project: slug })).toMatchObject({ version: 1, policy: { rules }, versions: [{ setBy: 'Ada' }] });
  expect(await house.ctx.db.auditEntry.count({ where: { action: 'policy.agents-set' } })).toBe(1);

  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model: 'scripted' });
  await whenStatus(runId, 'waiting');
  const before = await house.eventsOf(runId);
  expect(
    before.some(({ event }) => event.kind === 'tool_answered' && event.isError && event.output.includes('deny read src/money.ts')),
  ).toBe(true);
  expect(before.some(({ event }) => event.kind === 'command_started')).toBe(false);
  const [card] = (await getRun(house.ctx, { runId })).questions;
  expect(card).toMatchObject({ options: Object.values(allowAnswers) });
  await answerQuestion(house.ctx, { runId, questionId: card?.id ?? '', answer: allowAnswers.once });
  await whenStatus(runId, 'verified');
  expect((await house.eventsOf(runId)).some(({ event }) => event.kind === 'command_started')).toBe(true);
});
