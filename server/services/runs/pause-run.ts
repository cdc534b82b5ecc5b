import { z } from 'zod';
import { isStudyTask } from '#core/study/study-task.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import type { Run } from '#server/db/generated/client.ts';
import { Failure } from '#server/errors.ts';
import { appendEventsInTx, type KeyedEvent } from '#server/events/append-events.ts';
import { tellChanges } from '#server/events/changes.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { isOver, lockRun } from './run-status.ts';

export const pauseRunInput = z.object({ runId: z.uuid() });

/**
 * Pauses a run. One that is being worked on finishes the step that runs and begins no other; one that is queued is paused at once. Paused, it holds
 * no worker, no connection and no place in a queue. A second call changes nothing; `invalid` while it waits for an answer, `run_finished` once it is over.
 */
export async function pauseRun(ctx: Ctx, { runId }: z.infer<typeof pauseRunInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const run = await lockRun(tx, { runId, organizationId: ctx.organizationId });
    if (isOver(run)) throw new Failure('run_finished', 'This run is over already.');
    if (isStudyTask(run.taskId)) throw new Failure('invalid', 'A study is short: cancel it instead.');
    if (run.status === 'waiting') throw new Failure('invalid', 'This run waits for an answer: it does nothing until somebody gives one.');
    if (run.pauseRequestedAt) return;
    const isQueued = run.status === 'queued';
    await tx.run.update({
      where: { id: runId },
      data: { pauseRequestedAt: new Date(), ...(isQueued ? { status: 'paused' as const } : {}) },
    });
    const asked = await numbered(tx, runId, 'pause-requested', { kind: 'pause_requested', by: ctx.actor.name });
    await appendEventsInTx(tx, runId, [asked, ...(isQueued ? [await numbered(tx, runId, 'paused', { kind: 'paused' })] : [])]);
    await tell(ctx, tx, run, 'run.paused');
  });
}

/**
 * Lets a paused run go on, on whatever worker is free, with the next segment. One that has not come to its pause yet just goes on. `invalid` where
 * nobody paused it.
 */
export async function resumeRun(ctx: Ctx, { runId }: z.infer<typeof pauseRunInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const run = await lockRun(tx, { runId, organizationId: ctx.organizationId });
    if (isOver(run)) throw new Failure('run_finished', 'This run is over already.');
    if (!run.pauseRequestedAt) throw new Failure('invalid', 'This run is not paused.');
    const isPaused = run.status === 'paused';
    const segments = run.segments + (isPaused ? 1 : 0);
    await tx.run.update({
      where: { id: runId },
      data: { pauseRequestedAt: null, segments, ...(isPaused ? { status: 'queued' as const } : {}) },
    });
    await appendEventsInTx(tx, runId, [await numbered(tx, runId, 'resumed', { kind: 'resumed', by: ctx.actor.name })]);
    if (isPaused) await ctx.engine.startSegment(tx, { runId, segment: segments, projectId: run.projectId });
    await tell(ctx, tx, run, 'run.resumed');
  });
}

/** Takes a run to its pause before its next step, if somebody asked for that; says whether the segment is to end. Safe to repeat. */
export async function comeToPause(
  db: Ctx['db'],
  { runId, organizationId, segment }: { runId: string; organizationId: string; segment: number },
): Promise<boolean> {
  const asked = await db.run.findUniqueOrThrow({ where: { id: runId }, select: { pauseRequestedAt: true, segments: true } });
  if (!asked.pauseRequestedAt && asked.segments === segment) return false;
  return db.$transaction(async (tx) => {
    const run = await lockRun(tx, { runId, organizationId });
    // Paused and resumed already: it goes on in a later segment.
    if (run.segments !== segment || run.status === 'paused') return true;
    if (!run.pauseRequestedAt || run.status !== 'running') return false;
    await tx.run.update({ where: { id: runId }, data: { status: 'paused' } });
    await appendEventsInTx(tx, runId, [await numbered(tx, runId, 'paused', { kind: 'paused' })]);
    await tellChanges(tx, organizationId, [{ topic: 'runs', id: runId }]);
    return true;
  });
}

/** A run may be paused any number of times; under its lock, each time has the next number. */
export async function numbered(tx: Tx, runId: string, name: string, event: KeyedEvent['event']): Promise<KeyedEvent> {
  const before = await tx.runEvent.count({ where: { runId, key: { startsWith: `${name}:` } } });
  return { key: `${name}:${before + 1}`, event };
}

async function tell(ctx: Ctx, tx: Tx, run: Run, action: 'run.paused' | 'run.resumed'): Promise<void> {
  await tellChanges(tx, ctx.organizationId, [{ topic: 'runs', id: run.id }]);
  await recordAudit(tx, ctx, { action, subject: { kind: 'run', id: run.id, name: run.taskTitle }, projectId: run.projectId });
}
