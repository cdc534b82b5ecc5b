import { type Amount, admit, type Budget, type BudgetScope, type BudgetStanding } from '#core/budget/budget.ts';
import { costOf, type Price, type Usage } from '#core/budget/price.ts';
import type { Db, Tx } from '#server/db/client.ts';
import type { Budget as BudgetRow, Run } from '#server/db/generated/client.ts';
import { Failure } from '#server/errors.ts';
import { activeStatuses } from '#server/services/runs/run-status.ts';

type Spender = Pick<Run, 'id' | 'organizationId' | 'projectId' | 'specId' | 'startedById'>;

/**
 * Puts aside what a run is about to need, in the caller's transaction: all who put aside in one organization wait for each other here until it
 * ends, so that a hundred starts at once pass no cap. What the run has put aside already counts towards `need`. `budget_reached` names the
 * budget that does not allow it, and what is spent and put aside of it. Gives the budgets that are nearly used up with it.
 */
export async function reserve(tx: Tx, run: Spender, need: Amount): Promise<BudgetStanding[]> {
  const budgets = await readBudgets(tx, run);
  const hold = await tx.budgetHold.findUnique({ where: { runId: run.id } });
  const missing: Amount = {
    tokens: Math.max(0, need.tokens - Number(hold?.tokens ?? 0)),
    usd: need.usd === null ? null : Math.max(0, need.usd - Number(hold?.cost ?? 0)),
  };
  if (hold && missing.tokens === 0 && !missing.usd) return [];
  let warnings: BudgetStanding[] = [];
  if (budgets.length > 0) {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('budget:' || ${run.organizationId}, 0))`;
    const standings: BudgetStanding[] = [];
    for (const budget of budgets) standings.push(await standingOf(tx, budget, run));
    const admission = admit(standings, missing);
    if (!admission.isAdmitted) throw new Failure('budget_reached', admission.reason);
    warnings = admission.warnings;
  }
  const cost = missing.usd === null ? null : BigInt(Number(hold?.cost ?? 0) + missing.usd);
  const tokens = BigInt(Number(hold?.tokens ?? 0) + missing.tokens);
  const held = { organizationId: run.organizationId, cost, tokens };
  await tx.budgetHold.upsert({ where: { runId: run.id }, create: { runId: run.id, ...held }, update: held });
  return warnings;
}

/**
 * Writes what an answer took into the ledger, once for each step, and takes it off what the run had put aside. `reported` is what an agent of
 * its own account says that it cost, in micro-dollars.
 */
export async function settle(
  tx: Tx,
  run: Spender & Pick<Run, 'modelLabel'>,
  { step, usage, price, reported }: { step: string; usage: Usage; price: Price | null; reported?: number | null },
): Promise<void> {
  const cost = reported ?? (price === null ? null : costOf(price, usage));
  const { count } = await tx.ledgerLine.createMany({
    data: {
      runId: run.id,
      step,
      organizationId: run.organizationId,
      projectId: run.projectId,
      specId: run.specId,
      userId: run.startedById,
      model: run.modelLabel,
      input: usage.input,
      output: usage.output,
      cached: usage.cached,
      cost: cost === null ? null : BigInt(cost),
    },
    skipDuplicates: true,
  });
  if (count === 0) return;
  await tx.$executeRaw`
    UPDATE budget_holds SET tokens = greatest(0, tokens - ${usage.input + usage.output}), cost = greatest(0, cost - ${cost ?? 0})
    WHERE run_id = ${run.id}::uuid`;
}

/** The budgets that bind a run. */
export async function readBudgets(db: Db | Tx, run: Omit<Spender, 'id'>): Promise<Budget[]> {
  const rows = await db.budget.findMany({ where: { organizationId: run.organizationId }, orderBy: { id: 'asc' } });
  const subjects: Partial<Record<BudgetScope, string>> = { spec: run.specId, project: run.projectId, person: run.startedById };
  return rows.map(budgetOf).filter(({ scope, subjectId }) => subjectId === null || subjects[scope] === subjectId);
}

/** A stored budget as core knows it. */
export function budgetOf({ id, scope, subjectId, period, unit, limit }: BudgetRow): Budget {
  // The words are checked where they enter, in `set-budget.ts`.
  return {
    id,
    scope: scope as Budget['scope'],
    subjectId,
    period: period as Budget['period'],
    unit: unit as Budget['unit'],
    limit: Number(limit),
  };
}

/** What is spent and put aside of one budget, as far as `run` is bound by it. */
export async function standingOf(db: Db | Tx, budget: Budget, run: Spender): Promise<BudgetStanding> {
  const { scope, period, unit } = budget;
  const [row] = await db.$queryRaw<{ spent: number; held: number }[]>`
    WITH bound AS (
      SELECT id, status FROM runs WHERE organization_id = ${run.organizationId} AND CASE ${scope}
        WHEN 'run' THEN id = ${run.id}::uuid
        WHEN 'spec' THEN spec_id = ${run.specId}::uuid
        WHEN 'project' THEN project_id = ${run.projectId}::uuid
        WHEN 'person' THEN started_by_id = ${run.startedById}
        ELSE true END
    )
    SELECT
      (SELECT coalesce(sum(CASE ${unit} WHEN 'usd' THEN coalesce(l.cost, 0) ELSE l.input + l.output END), 0)::float8
        FROM ledger_lines l JOIN bound b ON b.id = l.run_id
        WHERE ${period} = 'ever' OR l.at >= date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') AS spent,
      (SELECT coalesce(sum(CASE ${unit} WHEN 'usd' THEN coalesce(h.cost, 0) ELSE h.tokens END), 0)::float8
        FROM budget_holds h JOIN bound b ON b.id = h.run_id WHERE b.status::text = ANY(${[...activeStatuses]})) AS held`;
  return { budget, spent: row?.spent ?? 0, held: row?.held ?? 0 };
}
