import { z } from 'zod';
import { budgetScopes, budgetUnits, inUnit, named } from '#core/budget/budget.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { settle } from '#server/services/notices/notify.ts';

export const setBudgetInput = z.object({
  scope: z.enum(budgetScopes),
  /** A spec, a project or a person; null for each of them alike. */
  subjectId: z.string().max(100).nullable().default(null),
  period: z.enum(['day', 'ever']),
  unit: z.enum(budgetUnits),
  /** In micro-dollars or tokens. */
  limit: z.number().int().min(0).max(1e15),
});

/** Sets a budget; the one that bounds the same thing in the same unit is replaced. It binds work under way from its next answer on. */
export async function setBudget(
  ctx: Ctx,
  { scope, subjectId, period, unit, limit }: z.infer<typeof setBudgetInput>,
): Promise<{ id: string }> {
  const { organizationId, actor } = ctx;
  if (subjectId !== null && (scope === 'run' || scope === 'organization'))
    throw new Failure('invalid', 'A budget of each run or of the organization names nothing else.');
  return ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('budget:' || ${organizationId}, 0))`;
    const same = { organizationId, scope, subjectId, period, unit };
    const before = await tx.budget.findFirst({ where: same });
    if (before) await removeOne(tx, organizationId, before.id);
    const { id } = await tx.budget.create({ data: { ...same, limit: BigInt(limit), createdById: actor.userId } });
    await recordAudit(tx, ctx, {
      action: 'budget.set',
      subject: { kind: 'budget', id, name: named({ scope, period }) },
      before: before ? { limit: inUnit({ unit }, Number(before.limit)) } : null,
      after: { limit: inUnit({ unit }, limit), subjectId },
    });
    return { id };
  });
}

export const removeBudgetInput = z.object({ id: z.uuid() });

/** Takes a budget away. */
export async function removeBudget(ctx: Ctx, { id }: z.infer<typeof removeBudgetInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const known = await tx.budget.findFirst({ where: { id, organizationId: ctx.organizationId } });
    if (!known) throw new Failure('not_found', 'There is no such budget in this organization.');
    await removeOne(tx, ctx.organizationId, id);
    await recordAudit(tx, ctx, {
      action: 'budget.set',
      subject: { kind: 'budget', id, name: `The budget of ${known.scope}` },
      before: { limit: Number(known.limit), unit: known.unit },
    });
  });
}

/** What was said about it is no news any more. */
async function removeOne(tx: Tx, organizationId: string, id: string): Promise<void> {
  await tx.budget.delete({ where: { id } });
  await settle(tx, { organizationId, cause: `budget:${id}` });
}
