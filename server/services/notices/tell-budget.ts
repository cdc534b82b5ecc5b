import { type BudgetStanding, inUnit, named } from '#core/budget/budget.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import type { Run } from '#server/db/generated/client.ts';
import { notify } from './notify.ts';

type Spender = Pick<Run, 'id' | 'organizationId' | 'projectId' | 'specId' | 'startedById'>;

/**
 * Tells owners, admins and whoever started the run that budgets are nearly used up, in the transaction that put the amount aside: once for
 * each limit of each thing that it bounds, and for each day where it is a budget of a day. Inbox, mail and webhooks follow as for all notices.
 */
export async function tellBudgets(house: Pick<House, 'engine'>, tx: Tx, run: Spender, warnings: readonly BudgetStanding[]): Promise<void> {
  if (warnings.length === 0) return;
  const { organizationId } = run;
  const answering = await tx.member.findMany({ where: { organizationId, role: { in: ['owner', 'admin'] } }, select: { userId: true } });
  const to = [...answering.map(({ userId }) => userId), run.startedById];
  for (const { budget, spent, held } of warnings) {
    const used = Math.min(100, Math.floor((100 * (spent + held)) / Math.max(1, budget.limit)));
    const bounded = { run: run.id, spec: run.specId, project: run.projectId, person: run.startedById, organization: organizationId };
    const day = budget.period === 'day' ? new Date().toISOString().slice(0, 10) : 'ever';
    await notify(house, tx, {
      organizationId,
      kind: 'budget',
      to,
      by: null,
      key: `budget:${budget.id}:${bounded[budget.scope]}:${budget.limit}:${day}`,
      cause: `budget:${budget.id}`,
      specId: budget.scope === 'run' || budget.scope === 'spec' ? run.specId : null,
      title: `${named(budget)} is used up to ${used}%`,
      body: `${inUnit(budget, spent)} spent and ${inUnit(budget, held)} put aside of ${inUnit(budget, budget.limit)}. Work stops at the limit, and what was done is kept.`,
      path: '/settings/costs',
    });
  }
}
