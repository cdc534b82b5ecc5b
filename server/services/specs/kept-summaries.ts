import type { Ctx } from '#server/context.ts';
import type { Spec } from '#server/db/generated/client.ts';
import { summarizeSpec } from './summarize-spec.ts';

type Summary = Awaited<ReturnType<typeof summarizeSpec>>;

const mostKept = 2_000;
const kept = new Map<string, { stamp: string; summary: Summary }>();

/**
 * What the rows are that a summary is made of, as one text each: how many, and the sum of the transactions that wrote them. Each insert,
 * update and delete changes one of the two, in whatever order transactions end. A table that `summarizeSpec` comes to read belongs here.
 */
const stampQuery = {
  name: 'spec-stamps',
  text: `SELECT s.id, concat_ws(' ', s.xmin,
      (SELECT concat(count(*), '/', sum(v.xmin::text::bigint)) FROM policy_versions v WHERE v.project_id = s.project_id),
      (SELECT concat(count(*), '/', sum(d.xmin::text::bigint)) FROM documents d WHERE d.spec_id = s.id),
      (SELECT concat(count(*), '/', sum(a.xmin::text::bigint)) FROM approvals a WHERE a.spec_id = s.id),
      (SELECT concat(count(*), '/', sum(e.xmin::text::bigint)) FROM evidence e WHERE e.spec_id = s.id),
      (SELECT concat(count(*), '/', sum(r.xmin::text::bigint)) FROM runs r WHERE r.spec_id = s.id)) AS stamp
    FROM specs s WHERE s.project_id = ANY($1::uuid[]) AND s.archived_at IS NULL`,
};

/**
 * The summaries of specs of these projects, in the order given. One that nothing has changed about is not read and judged anew: a statement for all
 * of them tells. The stamp is read first, so that what changes meanwhile is found out the next time.
 */
export async function summarizeSpecs(ctx: Ctx, projectIds: readonly string[], specs: readonly Spec[]): Promise<Summary[]> {
  const { rows } = await ctx.pool.query<{ id: string; stamp: string }>({ ...stampQuery, values: [projectIds] });
  const stamps = new Map(rows.map(({ id, stamp }) => [id, stamp]));
  return Promise.all(
    specs.map(async (spec) => {
      const stamp = stamps.get(spec.id);
      const known = kept.get(spec.id);
      if (known && known.stamp === stamp) return known.summary;
      const summary = await summarizeSpec(ctx, spec);
      if (stamp !== undefined) keep(spec.id, { stamp, summary });
      return summary;
    }),
  );
}

function keep(specId: string, entry: { stamp: string; summary: Summary }): void {
  kept.delete(specId);
  kept.set(specId, entry);
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
}
