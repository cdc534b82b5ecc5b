import { z } from 'zod';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { appendEventsInTx } from '#server/events/append-events.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { isOver, lockRun } from './run-status.ts';

export const steerRunInput = z.object({ runId: z.uuid(), text: z.string().trim().min(1).max(5_000) });

/** Messages that may wait at once: an agent that is told more than this is better stopped. */
const mostWaiting = 20;

/**
 * Tells a running agent something. The model hears it the next time it is asked; the log says when it was sent and when it was
 * heard. `run_finished` once the run is over, `invalid` while too many messages wait.
 */
export async function steerRun(ctx: Ctx, { runId, text }: z.infer<typeof steerRunInput>): Promise<{ messageId: string }> {
  const { db, organizationId, actor } = ctx;
  return db.$transaction(async (tx) => {
    const run = await lockRun(tx, { runId, organizationId });
    if (isOver(run)) throw new Failure('run_finished', 'This run is over: there is nobody left to tell.');
    const waiting = await tx.runMessage.count({ where: { runId, heardIn: null } });
    if (waiting >= mostWaiting) throw new Failure('invalid', `${mostWaiting} messages wait to be heard already.`);
    const messageId = uuidv7();
    await tx.runMessage.create({ data: { id: messageId, runId, text, authorId: actor.userId } });
    await appendEventsInTx(tx, runId, [{ key: `steered:${messageId}`, event: { kind: 'steered', messageId, text, by: actor.name } }]);
    await recordAudit(tx, ctx, {
      action: 'run.steered',
      subject: { kind: 'run', id: runId, name: run.taskTitle },
      projectId: run.projectId,
      after: { text },
    });
    return { messageId };
  });
}
