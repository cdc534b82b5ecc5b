import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';

export const readRunCostsInput = z.object({ runId: z.uuid() });

/** What one run has spent, by the step that spent it, in order. `cost` is in micro-dollars, null where the model had no price. `not_found` outside the organization. */
export async function readRunCosts({ db, organizationId }: Ctx, { runId }: z.infer<typeof readRunCostsInput>) {
  const run = await db.run.findFirst({ where: { id: runId, organizationId }, select: { id: true } });
  if (!run) throw new Failure('not_found', 'There is no such run in this organization.');
  const lines = await db.ledgerLine.findMany({
    where: { runId },
    orderBy: { at: 'asc' },
    select: { step: true, model: true, input: true, output: true, cached: true, cost: true, at: true },
  });
  return lines.map(({ cost, ...line }) => ({ ...line, cost: cost === null ? null : Number(cost) }));
}
