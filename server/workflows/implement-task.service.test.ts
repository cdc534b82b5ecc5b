import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { emptyRun, foldRun } from '#core/run/fold-run.ts';
import type { StepOutput } from '#core/run/next-step.ts';
import { parseRegressions, regressionsFolder } from '#core/verification/suite/regressions.ts';
import { getVerdicts } from '#server/services/checks/get-verdicts.ts';
import { recordEvidence } from '#server/services/checks/record-evidence.ts';
import { answerQuestion } from '#server/services/runs/answer-question.ts';
import { cancelRun } from '#server/services/runs/cancel-run.ts';
import { getRun } from '#server/services/runs/get-run.ts';
import { retryRun } from '#server/services/runs/retry-run.ts';
import { runChanges } from '#server/services/runs/run-changes.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { steerRun } from '#server/services/runs/steer-run.ts';
import { conversationOf } from './conversation.ts';
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

/** Evidence of ours in which a suite found steps that break a criterion. */
const recordBroken = (name: string, counterexample: string) =>
  recordEvidence(house.ctx, {
    specId: house.specId,
    runId: null,
    stepKey: 'earlier',
    commit: '0'.repeat(40),
    report: {
      command: 'x',
      exitCode: 1,
      failure: null,
      startedAt: new Date().toISOString(),
      durationMs: 5,
      outputSha256: '0'.repeat(64),
      outputTail: '',
      outcomes: [{ name, file: null, line: null, status: 'failed', cases: 1, seed: '7', counterexample, message: null, durationMs: 1 }],
    },
  });

const statusOf = async (runId: string) => (await getRun(house.ctx, { runId })).status;
const whenStatus = (runId: string, status: string) =>
  vi.waitFor(async () => expect(await statusOf(runId)).toBe(status), { timeout: 60_000, interval: 50 });

test('a task is implemented, fails its check, is corrected, verified, committed and ticked', { timeout: 90_000 }, async () => {
  const { db } = house.ctx;
  const { slug } = await db.spec.findUniqueOrThrow({ where: { id: house.specId } });
  const steps = [{ event: 'price', inputs: { quantity: 3 }, with: [], expected: ['the fee is 5'], observed: ['the fee is 6'] }];
  await recordBroken(`Feature: ${slug} > Suite (criterion 1.1)`, JSON.stringify(steps));
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '3.1', model: 'scripted' });
  await whenStatus(runId, 'verified');
  const events = await house.eventsOf(runId);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  const state = foldRun(emptyRun, events);
  expect(state).toMatchObject({ status: 'verified', outcome: 'verified', recoveries: 0 });
  expect(state.steps.every(({ attempts }) => attempts.length === 1 && attempts[0]?.finishedAt !== null)).toBe(true);
  expect(state.checks[0]?.result?.failed).toBeGreaterThan(0);
  expect(state.checks.at(-1)?.result?.failed).toBe(0);
  expect(state.reviews).toMatchObject([{ verdict: 'approved', findings: [{ isBlocking: false, path: 'src/quantity-discount.ts' }] }]);
  expect(events.some(({ event }) => event.kind === 'check_ended' && event.failures.some(({ counterexample }) => counterexample))).toBe(
    true,
  );

  const { criteria, tasks } = await getVerdicts(house.ctx, { specId: house.specId });
  expect(tasks['3.1']).toEqual({ state: 'verified', runId });
  expect(Object.values(criteria).some(({ state, checks }) => state === 'holds' && checks[0]?.runId === runId)).toBe(true);

  const { files, headCommit } = await runChanges(house.ctx, { runId });
  expect(files.length).toBeGreaterThan(0);
  expect(headCommit).toBe(state.headCommit);
  // What once broke the spec goes with the branch, and the verdicts stand on the code beside it.
  const kept = files.filter(({ path }) => path.startsWith(regressionsFolder(slug)));
  expect(kept).toMatchObject([{ path: expect.stringMatching(/\/1\.1-[0-9a-f]{12}\.json$/), status: 'added' }]);
  const [{ with: _, ...step } = {}] = steps;
  expect(parseRegressions(kept[0]?.after ?? '')).toMatchObject([{ steps: [step], criteria: ['1.1'] }]);
});

test('a question parks the run, its answer goes on with it, once', { timeout: 90_000 }, async () => {
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '4.1', model: 'scripted' });
  await whenStatus(runId, 'waiting');
  const { questions } = await getRun(house.ctx, { runId });
  const [question] = questions;
  if (!question) throw new Error('There is no question.');
  const answer = { runId, questionId: question.id, answer: question.options[0] ?? '' };
  const answers = await Promise.allSettled([answerQuestion(house.ctx, answer), answerQuestion(house.ctx, answer)]);
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await whenStatus(runId, 'verified');
  const state = foldRun(emptyRun, await house.eventsOf(runId));
  expect(state.questions).toMatchObject([{ answer: question.options[0], answeredBy: 'Ada' }]);
});

test('what a person tells a parked run is heard once, with its next turn, and is part of its conversation', {
  timeout: 90_000,
}, async () => {
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '4.1', model: 'scripted' });
  await whenStatus(runId, 'waiting');
  const { messageId } = await steerRun(house.ctx, { runId, text: 'Keep the old name.' });
  const { questions } = await getRun(house.ctx, { runId });
  await answerQuestion(house.ctx, { runId, questionId: questions[0]?.id ?? '', answer: questions[0]?.options[0] ?? '' });
  const messagesOf = async () => foldRun(emptyRun, await house.eventsOf(runId)).messages;
  await vi.waitFor(async () => expect((await messagesOf())[0]?.heardAt).toEqual(expect.any(String)), { timeout: 60_000, interval: 50 });
  // The task has been merged by the run before: how this one would end says nothing.
  await cancelRun(house.ctx, { runId });
  await whenStatus(runId, 'cancelled');
  expect(await messagesOf()).toMatchObject([{ messageId, text: 'Keep the old name.', by: 'Ada', heardAt: expect.any(String) }]);
  const steps = await house.ctx.db.runStep.findMany({ where: { runId } });
  expect(steps.filter(({ output }) => JSON.stringify(output).includes('Keep the old name.'))).toHaveLength(1);
  await expect(steerRun(house.ctx, { runId, text: 'Too late.' })).rejects.toMatchObject({ code: 'run_finished' });
});

test('a running run is cancelled within two seconds and keeps its branch', { timeout: 60_000 }, async () => {
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '5.1', model: 'scripted' });
  await vi.waitFor(async () => expect((await house.eventsOf(runId)).some(({ event }) => event.kind === 'file_changed')).toBe(true), {
    timeout: 30_000,
    interval: 20,
  });
  const before = Date.now();
  await cancelRun(house.ctx, { runId });
  await whenStatus(runId, 'cancelled');
  expect(Date.now() - before).toBeLessThan(2000);
  const events = await house.eventsOf(runId);
  expect(events.at(-1)?.event).toMatchObject({ kind: 'finished', outcome: 'cancelled', reason: 'Cancelled by Ada.' });
  expect((await runChanges(house.ctx, { runId })).files.length).toBeGreaterThan(0);
});

test('a parked run is cancelled at once, and what it had is kept', { timeout: 60_000 }, async () => {
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '4.1', model: 'scripted' });
  await whenStatus(runId, 'waiting');
  await cancelRun(house.ctx, { runId });
  expect(await statusOf(runId)).toBe('cancelled');
  await expect(cancelRun(house.ctx, { runId })).rejects.toMatchObject({ code: 'run_finished' });
});

test('rounds that lead nowhere are put to people with what was tried; what they say is told to the model', {
  timeout: 60_000,
}, async () => {
  const { db } = house.ctx;
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '4.1', model: 'scripted' });
  await whenStatus(runId, 'waiting');
  await cancelRun(house.ctx, { runId });
  // As if it had come to its end four times, each time with the same failure.
  await db.runStep.deleteMany({ where: { runId } });
  for (let turn = 0; turn < 4; turn += 1) {
    const call = { callId: `end-${turn}`, tool: 'finish', input: { summary: 'Done.' }, problem: null };
    const said = { text: 'Done.', calls: [call], messages: [], usage: { input: 1, output: 1, cached: 0 }, finishReason: 'stop' };
    const refused = { kind: 'refused', output: '1 is not 2', failing: ['Property 7: 1 is not 2'], names: ['Property 7'] };
    await db.runStep.create({ data: { runId, step: `model-${turn}`, segment: 0, output: { kind: 'turn', turn: said } } });
    await db.runStep.create({ data: { runId, step: `verify-${turn}-0`, segment: 0, output: refused } });
  }
  const again = await retryRun(house.ctx, { runId });
  await whenStatus(again.runId, 'waiting');
  const questionOf = async () => (await getRun(house.ctx, again)).questions.find(({ answer }) => answer === null);
  const question = await questionOf();
  expect(question?.question).toContain('Round 4: Property 7 failed.');
  expect(question?.options).toEqual(['Go on', 'Stop here']);
  await answerQuestion(house.ctx, { ...again, questionId: question?.id ?? '', answer: 'Free from 50.00 EUR on.' });
  const asked = () => db.runEvent.count({ where: { runId: again.runId, key: { startsWith: 'model-4:' } } });
  await vi.waitFor(async () => expect(await asked()).toBeGreaterThan(0), { timeout: 30_000, interval: 20 });
  const steps = await db.runStep.findMany({ where: { runId: again.runId } });
  const memory = new Map(steps.map(({ step, output }) => [step, output as StepOutput]));
  const told = conversationOf({ role: 'user', content: 'Task' }, memory, 4).at(-1);
  expect(told).toMatchObject({ role: 'user', content: expect.stringContaining('They say: Free from 50.00 EUR on.') });
  await cancelRun(house.ctx, again).catch(() => {});
  // The next test starts this task: it may not be at work any more.
  const isOver = async () => (await db.run.findUniqueOrThrow({ where: { id: again.runId } })).finishedAt !== null;
  await vi.waitFor(async () => expect(await isOver()).toBe(true), { timeout: 30_000, interval: 20 });
});

test('two starts of one task give one run', { timeout: 60_000 }, async () => {
  const start = () => startRun(house.ctx, { specId: house.specId, taskId: '4.1', model: 'scripted' });
  const results = await Promise.allSettled([start(), start()]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  for (const result of results) if (result.status === 'fulfilled') await cancelRun(house.ctx, result.value);
});

test('a run that cannot go on says why', { timeout: 60_000 }, async () => {
  await expect(startRun(house.ctx, { specId: house.specId, taskId: '99', model: 'scripted' })).rejects.toMatchObject({
    code: 'task_not_found',
  });
  await expect(startRun(house.ctx, { specId: house.specId, taskId: '1.1', model: 'env:nobody' })).rejects.toMatchObject({
    code: 'model_not_set',
  });
  const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: '1.1', model: 'scripted' });
  await whenStatus(runId, 'failed');
  const events = await house.eventsOf(runId);
  expect(events.at(-1)?.event).toMatchObject({ kind: 'finished', outcome: 'failed' });
});
