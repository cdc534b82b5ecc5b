import { randomUUID } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { StepOutput } from '#core/run/next-step.ts';
import { redactDeep } from '#core/run/redact.ts';
import type { RunEvent } from '#core/run/run-event.ts';
import { ModelFailure } from '#server/agents/model-failure.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import type { Project, Run, Spec } from '#server/db/generated/client.ts';
import { Failure } from '#server/errors.ts';
import { appendEventsInTx } from '#server/events/append-events.ts';
import { isDatabaseAway, outlastDatabase } from '#server/events/database-away.ts';
import type { EventWriter } from '#server/events/event-writer.ts';
import type { ReadyTests } from '#server/sandbox/checks/ready-tests.ts';
import type { Background } from './background.ts';
import type { DeletedFiles } from './deleted-files.ts';
import type { Room } from './room.ts';
import type { ToolServers } from './tool-servers.ts';
import { TryAgain } from './try-again.ts';

/** What every segment of a worker shares. */
export type Workshop = {
  house: House;
  writer: EventWriter;
  workerId: string;
  /** Fires when this process stops: what runs then is neither finished nor failed, and goes on elsewhere. */
  stopping: AbortSignal;
};

/** A run while one of its segments is carried out here. */
export type RunSession = Workshop & {
  run: Run & { spec: Spec; project: Project };
  segment: number;
  /** Outputs of the steps that the interpreter has come past. */
  memory: Map<string, StepOutput>;
  /** All outputs that were there when the segment was taken up; the interpreter comes past them one by one. */
  stored: Map<string, StepOutput>;
  /** The criteria that the task serves, as the spec says now. */
  criterionIds: readonly string[];
  /** Fires when the run is cancelled. */
  cancelled: AbortSignal;
  room: Room;
  toolServers: ToolServers;
  background: Background;
  deleted: DeletedFiles;
  /** A process for the next run of the checks in the run's own room. */
  ready: ReadyTests;
  /** Values that nothing written may hold. */
  secrets: readonly string[];
};

/** One attempt at a step. What it says is in the log within milliseconds, in this order. */
export type Attempt = { step: string; attempt: number; signal: AbortSignal; emit: (event: RunEvent) => void };

/** What an attempt gives. `after` follows its `step_finished`, and `alongside` is written with it, in one transaction. */
export type Done = { output: StepOutput; error?: string; after?: RunEvent[]; alongside?: (tx: Tx) => Promise<unknown> };

type Step = { step: string; title: string; work: (attempt: Attempt) => Promise<Done>; isFinal?: boolean };

/** A step that was begun so often ends the worker itself: it would go on doing so for ever. */
const mostAttempts = 25;
/** How long a cancelled step may take to notice, before it is left behind. */
const graceMs = 1500;

/**
 * Carries out a step once, whatever happens: its output, its `step_finished` and what belongs to them are one transaction, and
 * where that was committed the step is not begun again. An attempt that a crash cut off stays in the log as it was.
 */
export async function durableStep(session: RunSession, step: Step): Promise<StepOutput> {
  await DBOS.runStep(
    async () => {
      if (session.stored.has(step.step)) return;
      const output = await outlastDatabase(() => carryOut(session, step), session.stopping).catch((cause) => broken(session, step, cause));
      session.stored.set(step.step, output);
    },
    { name: step.step },
  );
  // Finished for the engine and unknown to the run: it broke where nothing could be written any more.
  const output = session.stored.get(step.step) ?? ended('failed', 'A step could not be recorded.').output;
  session.memory.set(step.step, output);
  return output;
}

async function carryOut(session: RunSession, step: Step): Promise<StepOutput> {
  for (let title = step.title; ; ) {
    const attempt = await begin(session, step, title);
    const startedAt = performance.now();
    const done = await settle(session, step, attempt);
    if (session.stopping.aborted) return never();
    const output = done instanceof TryAgain ? done : await finish(session, attempt, done, performance.now() - startedAt).catch(orTryAgain);
    if (!(output instanceof TryAgain)) return output;
    await session.writer.flush(session.run.id);
    await output.wait(AbortSignal.any([session.cancelled, session.stopping]));
    title = `${step.title}, again: ${output.message}`;
  }
}

/** What is written alongside may find that the world has moved: then nothing of it was, and the step is begun again. */
function orTryAgain(cause: unknown): TryAgain {
  if (cause instanceof TryAgain) return cause;
  throw cause;
}

async function begin({ run, house, writer, cancelled, secrets }: RunSession, { step, isFinal }: Step, title: string): Promise<Attempt> {
  const begun = await house.db.runEvent.count({ where: { runId: run.id, key: { startsWith: `${step}:`, endsWith: ':started' } } });
  const attempt = begun + 1;
  let said = 0;
  const emit = (event: RunEvent) => {
    said += 1;
    writer.append(run.id, { key: `${step}:${attempt}:${said}`, event: redactDeep(event, secrets) });
  };
  writer.append(run.id, { key: `${step}:${attempt}:started`, event: { kind: 'step_started', step, attempt, title } });
  // On the record before anything is done: only so can a crash be told from a step that was never begun.
  await writer.flush(run.id);
  return { step, attempt, emit, signal: isFinal ? new AbortController().signal : cancelled };
}

/** Does the work and translates how it went: cancelled, refused, to be tried again, or a bug of ours. */
async function settle(session: RunSession, { work, isFinal }: Step, attempt: Attempt): Promise<Done | TryAgain> {
  const { cancelled, stopping } = session;
  const over = new AbortController();
  try {
    if (!isFinal && cancelled.aborted) return await cancellation(session);
    if (attempt.attempt > mostAttempts) return ended('failed', `This step was begun ${mostAttempts} times and never came to its end.`);
    const gone = aborted(stopping, over.signal).then(() => never<Done>());
    const left = isFinal ? never<Done>() : aborted(cancelled, over.signal, graceMs).then(() => cancellation(session));
    const done = await Promise.race([work(attempt), gone, left]);
    return cancelled.aborted && !isFinal ? await cancellation(session) : done;
  } catch (cause) {
    if (stopping.aborted) return await never();
    if (cancelled.aborted && !isFinal) return await cancellation(session);
    if (cause instanceof TryAgain) return cause;
    if (isDatabaseAway(cause)) return new TryAgain('the database was away', 1000);
    if (cause instanceof Failure || cause instanceof ModelFailure) return ended('failed', cause.message);
    return bug(session, attempt.step, cause);
  } finally {
    over.abort();
  }
}

function bug({ run }: RunSession, step: string, cause: unknown): Done {
  const reference = randomUUID().slice(0, 8);
  console.error(`[${reference}] ${step} of run ${run.id} failed`, cause);
  return ended('failed', `Something went wrong in Plumbline itself (${reference}).`);
}

function broken(session: RunSession, { step }: Step, cause: unknown): StepOutput | Promise<StepOutput> {
  return session.stopping.aborted ? never() : bug(session, step, cause).output;
}

async function finish(
  { run, house, writer, segment, secrets }: RunSession,
  { step, attempt }: Attempt,
  done: Done,
  durationMs: number,
): Promise<StepOutput> {
  const { error, after = [], alongside } = done;
  // What a tool answered goes on to a model; what a model said is its own, and held nothing that was kept from it.
  const output = done.output.kind === 'answer' || done.output.kind === 'refused' ? redactDeep(done.output, secrets) : done.output;
  await writer.flush(run.id);
  await outlastDatabase(() =>
    house.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM runs WHERE id = ${run.id}::uuid FOR UPDATE`;
      // Another worker has finished it meanwhile, having taken this one for dead: what it wrote stands.
      if (await tx.runStep.findUnique({ where: { runId_step: { runId: run.id, step } } })) return;
      // As text, so that it is read again exactly as it was.
      await tx.$executeRaw`INSERT INTO run_steps (run_id, step, segment, output) VALUES (${run.id}::uuid, ${step}, ${segment}, ${JSON.stringify(output)}::json)`;
      await alongside?.(tx);
      const finished: RunEvent = {
        kind: 'step_finished',
        step,
        attempt,
        durationMs: Math.round(durationMs),
        ...(error === undefined ? {} : { error }),
      };
      const events = [finished, ...after].map((event, i) => {
        return { key: i === 0 ? `${step}:finished` : `${step}:after:${i}`, event: redactDeep(event, secrets) };
      });
      await appendEventsInTx(tx, run.id, events);
    }),
  );
  const { output: stored } = await house.db.runStep.findUniqueOrThrow({ where: { runId_step: { runId: run.id, step } } });
  return stored as StepOutput;
}

/** A way to end the run that any step may take. */
export function ended(outcome: 'failed' | 'stuck' | 'cancelled', reason: string): Done {
  return { output: { kind: 'ended', outcome, reason }, ...(outcome === 'cancelled' ? {} : { error: reason }) };
}

async function cancellation({ house, run }: RunSession): Promise<Done> {
  const requested = await house.db.runEvent.findUnique({ where: { runId_key: { runId: run.id, key: 'cancel-requested' } } });
  const event = requested?.payload as RunEvent | undefined;
  return ended('cancelled', `Cancelled${event?.kind === 'cancel_requested' ? ` by ${event.by}` : ''}.`);
}

/** Resolves `delayMs` after `signal` fired; stops listening when `over` fires. */
function aborted(signal: AbortSignal, over: AbortSignal, delayMs = 0): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => (delayMs > 0 ? setTimeout(resolve, delayMs).unref() : resolve());
    if (signal.aborted) settle();
    else signal.addEventListener('abort', settle, { once: true, signal: over });
  });
}

/** For a process that is about to end: the engine must see neither a result nor an error of what it leaves behind. */
function never<T>(): Promise<T> {
  return new Promise(() => {});
}
