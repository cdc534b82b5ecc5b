import { z } from 'zod';
import { admit, inUnit, named } from '#core/budget/budget.ts';
import type { Ctx } from '#server/context.ts';
import { priceOf } from '#server/services/budgets/prices.ts';
import { estimateRun } from '#server/services/budgets/read-costs.ts';
import { readBudgets, standingOf } from '#server/services/budgets/reserve.ts';
import { modelLabel as labelOfModel } from '#server/services/models/list-models.ts';
import { findSpec } from '#server/services/questions/find-spec.ts';

export const estimateStartInput = z.object({ specId: z.uuid(), model: z.string().min(1).max(100) });

/** No run has this id: what is asked is what a new one would be bound by. */
const noRun = '00000000-0000-0000-0000-000000000000';

/**
 * What a run of a spec's task will put aside when it starts, from how many like runs that is known, what the budgets that bind it have left,
 * and why one of them would refuse it. Nothing is put aside here.
 */
export async function estimateStart(ctx: Ctx, { specId, model }: z.infer<typeof estimateStartInput>) {
  const { db, organizationId, actor } = ctx;
  const { projectId } = await findSpec(ctx, specId);
  const [modelLabel, price] = [await labelOfModel(ctx, model), await priceOf(ctx, organizationId, model)];
  const need = await estimateRun(db, { projectId, modelLabel, price });
  const run = { id: noRun, organizationId, projectId, specId, startedById: actor.userId };
  const standings = await Promise.all((await readBudgets(db, run)).map((budget) => standingOf(db, budget, run)));
  const admission = admit(standings, need);
  return {
    tokens: need.tokens,
    /** Micro-dollars; null where the model has no price. */
    usd: need.usd,
    likeRuns: need.from,
    budgets: standings.map(({ budget, spent, held }) => ({
      id: budget.id,
      name: named(budget),
      left: inUnit(budget, Math.max(0, budget.limit - spent - held)),
      limit: inUnit(budget, budget.limit),
    })),
    refusal: admission.isAdmitted ? null : admission.reason,
  };
}
