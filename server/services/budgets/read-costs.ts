import { z } from 'zod';
import { type Budget, estimate } from '#core/budget/budget.ts';
import { costOf, type Price } from '#core/budget/price.ts';
import type { Ctx } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { readPrices } from './prices.ts';
import { budgetOf, standingOf } from './reserve.ts';

export const readCostsInput = z.object({ days: z.number().int().min(1).max(366).default(30) });

type Sum = { key: string; name: string; cost: number; unpriced: number; tokens: number; runs: number };

/** What was spent in the last days by day, model, spec, project and person; every budget with what is spent and put aside; the prices. */
export async function readCosts({ db, organizationId }: Ctx, { days }: z.infer<typeof readCostsInput>) {
  const budgets = await db.budget.findMany({ where: { organizationId }, orderBy: { createdAt: 'asc' } });
  const since = new Date(Date.now() - days * 86_400_000);
  const [byDay, byModel, bySpec, byProject, byPerson] = await Promise.all([
    sums(db, organizationId, since, 'day'),
    sums(db, organizationId, since, 'model'),
    sums(db, organizationId, since, 'spec'),
    sums(db, organizationId, since, 'project'),
    sums(db, organizationId, since, 'person'),
  ]);
  const standings = await Promise.all(budgets.map((row) => describeBudget(db, organizationId, budgetOf(row))));
  return { byDay, byModel, bySpec, byProject, byPerson, budgets: standings, prices: await readPrices(db, organizationId) };
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** A budget with the name of what it bounds and what is spent and put aside of it; null where it bounds each thing by itself. */
async function describeBudget(db: Db, organizationId: string, budget: Budget) {
  const { scope, subjectId } = budget;
  if (subjectId === null && scope !== 'organization') return { ...budget, subjectName: null, spent: null, held: null };
  const of = (wanted: Budget['scope']) => (scope === wanted ? (subjectId ?? nobody) : nobody);
  const bound = { id: nobody, organizationId, projectId: of('project'), specId: of('spec'), startedById: of('person') };
  const { spent, held } = await standingOf(db, budget, bound);
  return { ...budget, subjectName: subjectId && (await nameOf(db, scope, subjectId)), spent, held };
}

async function nameOf(db: Db, scope: Budget['scope'], id: string): Promise<string> {
  const found =
    scope === 'person'
      ? (await db.user.findUnique({ where: { id }, select: { name: true } }))?.name
      : scope === 'project'
        ? (await db.project.findUnique({ where: { id }, select: { name: true } }))?.name
        : (await db.spec.findUnique({ where: { id }, select: { title: true } }))?.title;
  return found ?? id;
}

function sums(db: Db, organizationId: string, since: Date, by: 'day' | 'model' | 'spec' | 'project' | 'person'): Promise<Sum[]> {
  return db.$queryRaw<Sum[]>`
    WITH lines AS (
      SELECT l.run_id, l.cost, l.input + l.output AS tokens,
        CASE ${by} WHEN 'day' THEN to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD') WHEN 'model' THEN l.model
          WHEN 'spec' THEN l.spec_id::text WHEN 'project' THEN l.project_id::text ELSE l.user_id END AS key
      FROM ledger_lines l WHERE l.organization_id = ${organizationId} AND l.at >= ${since}
    ), summed AS (
      SELECT key, coalesce(sum(cost), 0)::float8 AS cost, count(*) FILTER (WHERE cost IS NULL)::int AS unpriced,
        sum(tokens)::float8 AS tokens, count(DISTINCT run_id)::int AS runs
      FROM lines GROUP BY key
    )
    SELECT s.*, coalesce(CASE ${by}
        WHEN 'spec' THEN (SELECT title FROM specs WHERE id::text = s.key)
        WHEN 'project' THEN (SELECT name FROM projects WHERE id::text = s.key)
        WHEN 'person' THEN (SELECT name FROM users WHERE id = s.key) END, s.key) AS name
    FROM summed s ORDER BY CASE WHEN ${by} = 'day' THEN s.key END, s.cost DESC, s.tokens DESC LIMIT 400`;
}

/** Tokens that a run of which nothing like it is known puts aside: an attempt or two of a small task. */
const unknownTokens = 60_000;

/** What a run of this model will need, from the last runs of the project with the same model that came to their end. */
export async function estimateRun(
  db: Db | Tx,
  { projectId, modelLabel, price }: { projectId: string; modelLabel: string; price: Price | null },
): Promise<{ tokens: number; usd: number | null; from: number }> {
  const rows = await db.$queryRaw<{ tokens: number; cost: number | null }[]>`
    SELECT sum(l.input + l.output)::float8 AS tokens, sum(l.cost)::float8 AS cost
    FROM ledger_lines l JOIN runs r ON r.id = l.run_id
    WHERE l.project_id = ${projectId}::uuid AND l.model = ${modelLabel} AND r.finished_at IS NOT NULL
    GROUP BY r.id, r.finished_at ORDER BY r.finished_at DESC LIMIT 50`;
  const tokens = estimate(
    rows.map((row) => row.tokens),
    unknownTokens,
  );
  const unknownCost = price && costOf(price, { input: unknownTokens * 0.9, output: unknownTokens * 0.1, cached: 0 });
  const usd =
    unknownCost === null
      ? null
      : estimate(
          rows.flatMap(({ cost }) => (cost === null ? [] : [cost])),
          unknownCost,
        );
  return { tokens: Math.ceil(tokens), usd: usd === null ? null : Math.ceil(usd), from: rows.length };
}

/** Every line of the ledger of the last days as CSV, newest first: when, who, on what, which model, tokens, dollars. */
export async function exportCosts({ db, organizationId }: Ctx, { days }: z.infer<typeof readCostsInput>): Promise<string> {
  const rows = await db.$queryRaw<Record<string, string | number | null>[]>`
    SELECT to_char(l.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, p.slug AS project, s.slug AS spec, r.task_id AS task, l.run_id::text AS run,
      l.step, u.email AS person, l.model, l.input, l.cached, l.output, (l.cost::float8 / 1000000)::float8 AS usd
    FROM ledger_lines l JOIN runs r ON r.id = l.run_id JOIN projects p ON p.id = l.project_id JOIN specs s ON s.id = l.spec_id
      LEFT JOIN users u ON u.id = l.user_id
    WHERE l.organization_id = ${organizationId} AND l.at >= ${new Date(Date.now() - days * 86_400_000)}
    ORDER BY l.at DESC LIMIT 100000`;
  const columns = ['at', 'project', 'spec', 'task', 'run', 'step', 'person', 'model', 'input', 'cached', 'output', 'usd'];
  return [columns.join(','), ...rows.map((row) => columns.map((column) => field(row[column] ?? '')).join(','))].join('\n').concat('\n');
}

/** A cell that a spreadsheet takes for text: quoted, and never a formula. */
function field(value: string | number): string {
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
