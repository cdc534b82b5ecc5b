import type { z } from 'zod';
import { traceRows } from '#core/trace/coverage.ts';
import { traceSpec } from '#core/trace/trace.ts';
import type { Ctx } from '#server/context.ts';
import { getVerdicts } from '#server/services/checks/get-verdicts.ts';
import { getSpec, type getSpecInput } from './get-spec.ts';
import { readSpecTrees } from './read-spec.ts';

/**
 * Each criterion of a spec with what serves and validates it and its verdict, and each task with what it serves and how far it is, in the
 * order of the texts. `not_found` outside the organization.
 */
export async function listCriteria(ctx: Ctx, input: z.infer<typeof getSpecInput>) {
  const spec = await getSpec(ctx, input);
  const trees = readSpecTrees(spec.documents);
  const trace = traceSpec(trees);
  const verdicts = await getVerdicts(ctx, { specId: spec.id });
  return {
    specId: spec.id,
    criteria: traceRows(trees, trace).map((row) => {
      const { state = 'unverified', isStale = false } = verdicts.criteria[row.criterionId] ?? {};
      return { ...row, verdict: { state, isStale } };
    }),
    tasks: (trees.tasks?.tasks ?? []).map(({ id, title, state, parentId, dependsOn }) => ({
      id,
      title,
      parentId,
      waitsFor: dependsOn,
      isTicked: state === 'done',
      progress: verdicts.tasks[id]?.state ?? 'open',
      runId: verdicts.tasks[id]?.runId ?? null,
      criterionIds: trace.tasks.get(id)?.criterionIds ?? [],
    })),
  };
}
