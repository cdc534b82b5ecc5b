import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { emptyRun, foldRun } from '#core/run/fold-run.ts';
import { appendEventsInTx } from '#server/events/append-events.ts';
import { getRun } from '#server/services/runs/get-run.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { openTestHouse, type TestHouse, testSecret } from './test-house.ts';

/** Runs that are killed, and how often each at most. `KILL_RUNS=20` for a night of it. */
const runs = Number(process.env['KILL_RUNS'] ?? 2);
const mostKills = 4;

let house: TestHouse;
let child: ChildProcess | undefined;

beforeAll(async () => {
  house = await openTestHouse();
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await house.close();
});

async function startWorkerProcess(): Promise<ChildProcess> {
  const args = ['server/workflows/test-worker.ts', house.database.url, house.ctx.dataPath, testSecret.toString('hex')];
  const started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(started.stdout, 'data');
  return started;
}

/** Somewhere in the few milliseconds in which a run is verified, committed, merged, ticked and closed. */
async function nearItsEnd(runId: string): Promise<void> {
  const late = ['verify-', 'commit:', 'merge:', 'mark-done:', 'close:'][Math.floor(Math.random() * 5)] ?? '';
  const isThere = async () => (await house.ctx.db.runEvent.count({ where: { runId, key: { startsWith: late } } })) > 0;
  const place = async () => `${await statusOf(runId)} after ${(await house.eventsOf(runId)).at(-1)?.key}`;
  await vi
    .waitFor(async () => expect(await isThere()).toBe(true), { timeout: 180_000, interval: 5 })
    .catch(async () => expect.fail(`The run does not come to ${late}: it is ${await place()}`));
  await pause(Math.random() * 40);
}

const commandStep = 'tool-3-0';
/** As a worker leaves it that was killed while it carried out the command of task 3.1. */
async function beginCommand(runId: string): Promise<void> {
  const event = { kind: 'step_started', step: commandStep, attempt: 1, title: 'Uses run_command' } as const;
  await house.ctx.db.$transaction((tx) => appendEventsInTx(tx, runId, [{ key: `${commandStep}:1:started`, event }]));
}

const statusOf = async (runId: string) => (await getRun(house.ctx, { runId })).status;

for (let round = 1; round <= runs; round += 1) {
  test(`a run whose worker is killed again and again goes on from its last finished step (${round})`, { timeout: 420_000 }, async () => {
    const { runId } = await startRun(house.ctx, { specId: house.specId, taskId: round % 2 === 0 ? '5.1' : '3.1', model: 'scripted' });
    const isOdd = round % 2 === 1;
    if (isOdd) await beginCommand(runId);
    const killedAt: string[] = [];
    for (let kills = 0; kills < mostKills && (await statusOf(runId)) !== 'verified'; kills += 1) {
      child = await startWorkerProcess();
      const { lastSeq } = await getRun(house.ctx, { runId });
      // Once it has gone on from where the last one died, somewhere within the next steps.
      await vi.waitFor(async () => expect((await getRun(house.ctx, { runId })).lastSeq).toBeGreaterThan(lastSeq), {
        timeout: 60_000,
        interval: 10,
      });
      await (kills === mostKills - 1 ? nearItsEnd(runId) : pause(Math.random() * 2500));
      child.kill('SIGKILL');
      await once(child, 'exit');
      const latest = (await house.eventsOf(runId)).at(-1);
      killedAt.push(latest?.key ?? 'before its first event');
    }
    child = await startWorkerProcess();
    await vi.waitFor(async () => expect(await statusOf(runId)).toBe('verified'), { timeout: 180_000, interval: 50 });
    child.kill('SIGKILL');
    await once(child, 'exit');

    const events = await house.eventsOf(runId);
    console.log(`killed after ${killedAt.join(', ')}; ${events.length} events`);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    expect(new Set(events.map(({ key }) => key)).size).toBe(events.length);
    const finished = events.flatMap(({ event }) => (event.kind === 'step_finished' ? [event.step] : []));
    expect(new Set(finished).size).toBe(finished.length);
    const state = foldRun(emptyRun, events);
    expect(state.outcome).toBe('verified');
    expect(state.recoveries).toBeGreaterThan(0);
    // The agent is told of a command that was cut off, and it is not carried out a second time.
    const command = await house.ctx.db.runStep.findFirst({ where: { runId, step: commandStep } });
    if (isOdd) expect(command?.output).toMatchObject({ isError: true, output: expect.stringContaining('was cut off') });
    if (isOdd) expect(events.filter(({ key, event }) => key.startsWith(`${commandStep}:`) && event.kind === 'command_started')).toEqual([]);
    // The reviewer of 5.1 sends the work back once, however often it is asked anew.
    expect(state.reviews.map(({ verdict }) => verdict)).toEqual(isOdd ? ['approved'] : ['objected', 'approved']);
    for (const { attempts } of state.steps) {
      expect(attempts.map(({ attempt }) => attempt)).toEqual(attempts.map((_, i) => i + 1));
      expect(attempts.slice(0, -1).every(({ isInterrupted }) => isInterrupted)).toBe(true);
      expect(attempts.at(-1)?.finishedAt).not.toBeNull();
    }
    // One evidence a check that ran to its end, however often it was begun.
    const { evidence } = await getRun(house.ctx, { runId });
    expect(new Set(evidence.map(({ stepKey }) => stepKey)).size).toBe(evidence.length);
  });
}
