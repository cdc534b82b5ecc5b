import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { appendEventsInTx } from '#server/events/append-events.ts';
import { tellChanges } from '#server/events/changes.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { tellRunOver } from '#server/services/notices/tell-run.ts';
import { isOver, lockRun } from './run-status.ts';
import { wakeWaves } from './wake-waves.ts';

export const cancelRunInput = z.object({ runId: z.uuid() });

/**
 * Cancels a run. One that is being worked on has its step aborted within two seconds, keeps its work on its branch and
 * says `finished` itself; one that waits is over at once, and what it had is kept by the segment that tidies up. A second
 * call changes nothing; `run_finished` once it is over.
 */
export async function cancelRun(ctx: Ctx, { runId }: z.infer<typeof cancelRunInput>): Promise<void> {
  const { db, engine, organizationId, actor } = ctx;
  await db.$transaction(async (tx) => {
    const run = await lockRun(tx, { runId, organizationId });
    if (isOver(run)) throw new Failure('run_finished', 'This run is over already.');
    if (run.cancelRequestedAt) return;
    await tellChanges(tx, organizationId, [{ topic: 'runs', id: runId }]);
    const audited = { subject: { kind: 'run', id: runId, name: run.taskTitle }, projectId: run.projectId, before: { status: run.status } };
    const requested = { key: 'cancel-requested', event: { kind: 'cancel_requested', by: actor.name } } as const;
    if (run.status === 'running') {
      await tx.run.update({ where: { id: runId }, data: { cancelRequestedAt: new Date() } });
      await appendEventsInTx(tx, runId, [requested]);
      await engine.cancelRun(tx, runId);
      return recordAudit(tx, ctx, { action: 'run.cancelled', ...audited });
    }
    const reason = `Cancelled by ${actor.name}.`;
    const isParked = run.status === 'waiting' || run.status === 'paused';
    const now = new Date();
    const segments = run.segments + (isParked ? 1 : 0);
    await tx.run.update({ where: { id: runId }, data: { cancelRequestedAt: now, finishedAt: now, status: 'cancelled', segments } });
    await appendEventsInTx(tx, runId, [requested, { key: 'finished', event: { kind: 'finished', outcome: 'cancelled', reason } }]);
    await wakeWaves(ctx, tx, { organizationId, cause: runId });
    await tellRunOver(ctx, tx, { runId, outcome: 'cancelled' });
    if (isParked) await engine.startSegment(tx, { runId, segment: segments, projectId: run.projectId });
    await recordAudit(tx, ctx, { action: 'run.cancelled', ...audited });
  });
}
