import type { NextStep, StepOutput } from '#core/run/next-step.ts';
import { modelStep, nextStep } from '#core/run/next-step.ts';
import { appendEventsInTx } from '#server/events/append-events.ts';
import { outlastDatabase } from '#server/events/database-away.ts';
import { isExternalAgent } from '#server/services/external-agents/external-agents.ts';
import { comeToPause } from '#server/services/runs/pause-run.ts';
import { isOver } from '#server/services/runs/run-status.ts';
import { tellRunOfChange } from '#server/services/runs/tell-run-of-change.ts';
import { beginSegment } from './begin-segment.ts';
import type { Cancellations } from './cancellations.ts';
import { finishRun } from './finish-run.ts';
import type { SegmentInput } from './names.ts';
import { openSession } from './open-session.ts';
import { type Attempt, type Done, durableStep, type RunSession, type Workshop } from './run-session.ts';
import { askExternal } from './steps/ask-external.ts';
import { askModel } from './steps/ask-model.ts';
import { askForGuidance, askPerson } from './steps/ask-person.ts';
import { carryOutCall } from './steps/call-tool.ts';
import { close, commitVerified, markDone } from './steps/finish-up.ts';
import { merge, resolveConflict } from './steps/merge.ts';
import { prepare } from './steps/prepare.ts';
import { review } from './steps/review.ts';
import { answerWithChecks, verify } from './steps/run-checks.ts';

/**
 * One segment of an agent's run on a task: from its start, or from a person's answer, to its end or its next question.
 * The body runs again when the run is taken up after a crash, so it does nothing by itself: it walks `nextStep` over what
 * finished, and everything that costs or touches the world is a durable step.
 */
export function implementTask(workshop: Workshop, cancellations: Cancellations) {
  return async (input: SegmentInput): Promise<void> => {
    const watch = cancellations.watch(input.runId);
    try {
      const session = await outlastDatabase(() => openSession(workshop, input, watch.signal), workshop.stopping);
      try {
        for (let next = nextStep(session.memory, input.segment); 'step' in next; next = nextStep(session.memory, input.segment)) {
          if (await isPaused(session, next)) return;
          await take(session, next);
        }
      } finally {
        await Promise.all([session.toolServers.close(), session.background.close(), session.ready.close()]);
      }
      await makeSure(session);
    } finally {
      watch.close();
    }
  };
}

/** Between two steps an agent hears of a changed spec, and a run may be paused: what is finished stays so, and the segment ends like one that asks a question. */
async function isPaused(
  { house, run, segment, stored, stopping }: RunSession,
  next: Extract<NextStep, { step: string }>,
): Promise<boolean> {
  if (next.kind === 'begin' || next.kind === 'close' || next.kind === 'mark-done' || stored.has(next.step)) return false;
  const { id: runId, organizationId } = run;
  return outlastDatabase(async () => {
    await tellRunOfChange(house, { runId, organizationId });
    return comeToPause(house.db, { runId, organizationId, segment });
  }, stopping);
}

function take(session: RunSession, next: Extract<NextStep, { step: string }>): Promise<StepOutput> {
  if (next.kind === 'begin') return beginSegment(session, next.step);
  // What is merged is merged: a cancel that comes later finds nothing to stop.
  const isFinal = next.kind === 'close' || next.kind === 'mark-done';
  return durableStep(session, { step: next.step, title: titleOf(session, next), work: workOf(session, next), isFinal });
}

type Work = Exclude<Extract<NextStep, { step: string }>, { kind: 'begin' }>;

function workOf(session: RunSession, next: Work): (attempt: Attempt) => Promise<Done> {
  switch (next.kind) {
    case 'prepare':
      return prepare(session);
    case 'model':
      return isExternalAgent(session.run.model) ? askExternal(session, next) : askModel(session, next);
    case 'tool':
      return carryOutCall(session, next);
    case 'check':
      return answerWithChecks(session, next);
    case 'ask':
      return askPerson(session, next);
    case 'verify':
      return verify(session, next);
    case 'review':
      return review(session, next);
    case 'stall':
      return askForGuidance(session, next);
    case 'commit':
      return commitVerified(session);
    case 'merge':
      return merge(session, next);
    case 'resolve':
      return resolveConflict(session, next);
    case 'mark-done':
      return markDone(session);
    case 'close':
      return close(session, next);
  }
}

const titles: Record<Work['kind'], string> = {
  prepare: 'Prepares the workspace',
  model: 'Asks the model',
  tool: 'Uses a tool',
  check: 'Runs the checks',
  ask: 'Asks a person',
  verify: 'Verifies the task',
  review: 'Has the change reviewed',
  stall: 'Asks people how to go on',
  commit: 'Commits the work',
  merge: 'Merges the work',
  resolve: 'Gives the work back to the agent',
  'mark-done': 'Marks the task as done',
  close: 'Closes the run',
};

function titleOf({ memory, run }: RunSession, next: Work): string {
  if (next.kind === 'model' && isExternalAgent(run.model)) return `Lets ${run.modelLabel} work`;
  if (next.kind !== 'tool') return titles[next.kind];
  const turn = memory.get(modelStep(memory, next.turn));
  const tool = turn?.kind === 'turn' ? turn.turn.calls[next.index]?.tool : undefined;
  return tool ? `Uses ${tool}` : titles.tool;
}

/** A run whose last step could not be written is over all the same: nobody may wait for it for ever. */
async function makeSure({ house, run, memory, stopping }: RunSession): Promise<void> {
  if (!memory.has('close')) return;
  const finish = () =>
    house.db.$transaction(async (tx) => {
      await tx.$queryRaw`SELECT id FROM runs WHERE id = ${run.id}::uuid FOR UPDATE`;
      if (isOver(await tx.run.findUniqueOrThrow({ where: { id: run.id } }))) return;
      await finishRun(house, tx, { runId: run.id, outcome: 'failed' });
      const reason = 'Something went wrong in Plumbline itself while the run was closed.';
      await appendEventsInTx(tx, run.id, [{ key: 'close:after:1', event: { kind: 'finished', outcome: 'failed', reason } }]);
    });
  await outlastDatabase(finish, stopping);
}
