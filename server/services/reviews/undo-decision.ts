import { z } from 'zod';
import { undoBlocker } from '#core/pipeline/undo.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { lockDocuments } from '#server/services/approvals/gate.ts';
import { readStageFacts } from '#server/services/approvals/stage-facts.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { reopenAsked } from '#server/services/notices/tell-approval.ts';

export const undoDecisionsInput = z.object({ approvalIds: z.array(z.uuid()).min(1).max(100) });

/** A run's own time may be that of a transaction that began a little before the decision which it then waited for. */
const marginMs = 5_000;

/**
 * Takes decisions of one's own back, the latest first, each by itself: what cannot be taken back is told with its reason and hinders no
 * other. A decision that was taken back counts for nothing and stays on record.
 */
export async function undoDecisions(ctx: Ctx, { approvalIds }: z.infer<typeof undoDecisionsInput>) {
  const known = await ctx.db.approval.findMany({
    where: { id: { in: approvalIds }, spec: { project: { organizationId: ctx.organizationId } } },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
  });
  const results: { approvalId: string; refusedBecause: string | null }[] = [];
  for (const { id } of known) results.push({ approvalId: id, refusedBecause: await undoDecision(ctx, id) });
  for (const id of approvalIds)
    if (!known.some((one) => one.id === id))
      results.push({ approvalId: id, refusedBecause: 'There is no such decision in this organization.' });
  return results;
}

async function undoDecision(ctx: Ctx, approvalId: string): Promise<string | null> {
  return ctx.db.$transaction(async (tx) => {
    const { specId } = await tx.approval.findUniqueOrThrow({ where: { id: approvalId }, select: { specId: true } });
    // The lock that starts of runs and other decisions take: nothing is built on the decision between the look and the undoing.
    await lockDocuments(tx, specId);
    const approval = await tx.approval.findUniqueOrThrow({
      where: { id: approvalId },
      include: { spec: { select: { title: true, projectId: true } } },
    });
    const { stage, decision } = approval;
    const spec = await readStageFacts(tx, specId);
    const order = spec.policy.stages.map(({ id }) => id);
    const at = order.indexOf(stage);
    const { ageMs, workStarted } = await readSince(tx, specId, approval.createdAt);
    const blocker = undoBlocker({
      ageMs,
      isOwn: approval.userId === ctx.actor.userId,
      isWithdrawn: approval.withdrawnAt !== null,
      workStarted: decision === 'approved' && workStarted,
      laterStageApproved:
        decision === 'approved' &&
        spec.policy.isInOrder &&
        spec.decisions.some(
          (later) => later.decision === 'approved' && later.createdAt > approval.createdAt && order.indexOf(later.stage) > at,
        ),
    });
    if (blocker) return blocker;
    const { count } = await tx.approval.updateMany({ where: { id: approvalId, withdrawnAt: null }, data: { withdrawnAt: new Date() } });
    if (count === 0) throw new Failure('not_found', 'This decision is gone.');
    await reopenAsked(tx, ctx.organizationId, { specId, stage, approvalId });
    const rule = spec.policy.stages[at];
    await recordAudit(tx, ctx, {
      action: 'approval.withdrawn',
      subject: { kind: 'spec', id: specId, name: `${rule?.name ?? stage} of ${approval.spec.title}` },
      projectId: approval.spec.projectId,
      before: { decision, stage },
    });
    return null;
  });
}

async function readSince(tx: Tx, specId: string, decidedAt: Date): Promise<{ ageMs: number; workStarted: boolean }> {
  const from = new Date(decidedAt.getTime() - marginMs);
  const [row] = await tx.$queryRaw<{ now: Date; started: boolean }[]>`
    SELECT clock_timestamp() AS now, (
      EXISTS (SELECT FROM runs WHERE spec_id = ${specId}::uuid AND created_at >= ${from})
      OR EXISTS (SELECT FROM audit_entries a JOIN runs r ON r.id::text = a.subject_id
        WHERE a.action = 'run.merged' AND r.spec_id = ${specId}::uuid AND a.at >= ${from})
    ) AS started`;
  return { ageMs: (row?.now.getTime() ?? Number.POSITIVE_INFINITY) - decidedAt.getTime(), workStarted: row?.started ?? true };
}
