import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { emptyRun, foldRun } from '#core/run/fold-run.ts';
import { allowAnswers } from '#core/run/next-step.ts';
import { setAgentPolicy } from '#server/services/agent-policies/agent-policy.ts';
import { addExternalAgent, addExternalAgentInput } from '#server/services/external-agents/external-agents.ts';
import { listModels } from '#server/services/models/list-models.ts';
import { answerQuestion } from '#server/services/runs/answer-question.ts';
import { cancelRun } from '#server/services/runs/cancel-run.ts';
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

/** Adds the test's agent with a part to play, and gives the name by which a run is started with it. */
async function agentFor(part: string): Promise<string> {
  const command = `node ${join(process.cwd(), 'server/agents/testing/acp-agent.mjs')}`;
  const input = { name: part, command, folder: process.cwd(), env: `PART=${part}`, hosts: 'api.example.com' };
  await addExternalAgent(house.ctx, addExternalAgentInput.parse(input));
  const model = (await listModels(house.ctx)).find(({ label }) => label === `${part} (external agent)`);
  return model?.id ?? '';
}

test('an external agent asks, fails its checks, is told, corrects itself, and is verified by ours', { timeout: 180_000 }, async () => {
  const { slug } = await house.ctx.db.project.findUniqueOrThrow({ where: { id: house.projectId } });
  const rules = [{ effect: 'ask' as const, capability: 'command' as const, pattern: '*' }];
  await setAgentPolicy(house.ctx, { project: slug, version: 0, policy: { rules }, reason: 'Commands are looked at.' });
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model: await agentFor('task 3.1') });
  await whenStatus(runId, 'waiting');
  const [card] = (await getRun(house.ctx, { runId })).questions;
  expect(card?.question).toContain('The agent wants to run: node --input-type=module');
  expect((await house.eventsOf(runId)).some(({ event }) => event.kind === 'command_started')).toBe(false);
  await answerQuestion(house.ctx, { runId, questionId: card?.id ?? '', answer: allowAnswers.run });
  await whenStatus(runId, 'verified');
  const events = await house.eventsOf(runId);
  const state = foldRun(emptyRun, events);
  expect(state.checks[0]?.result?.failed).toBeGreaterThan(0);
  expect(state.checks.at(-1)?.result?.failed).toBe(0);
  expect(state.mergedCommit).not.toBeNull();
  expect(state.tokens.input).toBeGreaterThan(0);
  expect(events.some(({ event }) => event.kind === 'command_started')).toBe(true);
  expect(state.files.map(({ path }) => path)).toContain('src/quantity-discount.ts');
  expect(await house.ctx.db.ledgerLine.count({ where: { runId } })).toBeGreaterThanOrEqual(2);
});

test('its question parks the run, and one that hangs is cancelled with all that it started', { timeout: 90_000 }, async () => {
  const asking = await startRun(house.ctx, { specId: house.specId, taskId: '4.1', model: await agentFor('asks') });
  await whenStatus(asking.runId, 'waiting');
  expect((await getRun(house.ctx, asking)).questions).toMatchObject([{ question: 'What now?', options: ['this', 'that'] }]);
  await cancelRun(house.ctx, asking);
  const hanging = await startRun(house.ctx, { specId: house.specId, taskId: '4.1', model: await agentFor('hangs for good') });
  const isHanging = async () => (await house.eventsOf(hanging.runId)).some(({ event }) => event.kind === 'said');
  await vi.waitFor(async () => expect(await isHanging()).toBe(true), { timeout: 60_000, interval: 50 });
  await cancelRun(house.ctx, hanging);
  await whenStatus(hanging.runId, 'cancelled');
});
