import { z } from 'zod';
import { formatOf } from '#core/formats/find-specs.ts';
import { traceGraph } from '#core/trace/chain.ts';
import { matrixRows } from '#core/trace/matrix.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { readStanding } from './get-verdicts.ts';

export const reportInput = z.object({ project: z.string().max(100), spec: z.string().max(200) });
type ReportInput = z.infer<typeof reportInput>;

// Worked out here: a page that reads a spec itself carries the whole language.

/** What covers each criterion of a spec, in document order. `not_found` outside the organization. */
export async function getMatrix(ctx: Ctx, input: ReportInput) {
  const spec = await findSpec(ctx, input);
  const { trees, trace, criteria } = await readStanding(ctx, spec.id);
  return { spec, rows: matrixRows(trees, trace, criteria) };
}

/** A spec as columns from requirements to evidence, with the links between them. `not_found` outside the organization. */
export async function getTrace(ctx: Ctx, input: ReportInput) {
  const spec = await findSpec(ctx, input);
  const { trees, trace, criteria, tasks } = await readStanding(ctx, spec.id);
  return { spec, graph: traceGraph({ trees, trace, verdicts: criteria, progress: tasks }) };
}

async function findSpec({ db, organizationId }: Ctx, { project, spec: slug }: ReportInput) {
  const spec = await db.spec.findFirst({
    where: { slug, archivedAt: null, project: { organizationId, slug: project } },
    select: { id: true, title: true, folder: true, project: { select: { name: true } } },
  });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this project.');
  const { folder, ...shown } = spec;
  return { ...shown, format: formatOf(folder) };
}
