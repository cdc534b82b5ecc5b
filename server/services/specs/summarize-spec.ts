import { diagnoseSpec } from '#core/language/diagnose.ts';
import { standingsOf } from '#core/pipeline/stage-standing.ts';
import type { Ctx } from '#server/context.ts';
import type { Spec } from '#server/db/generated/client.ts';
import { readStageFacts } from '#server/services/approvals/gate.ts';
import { getVerdicts } from '#server/services/checks/get-verdicts.ts';
import { readSpecTrees } from './read-spec.ts';

/** One spec as a list shows it: stages, counts and how much of it is verified. */
export async function summarizeSpec(ctx: Ctx, { id, slug, title, kind }: Spec) {
  const { policy, facts, documents } = await readStageFacts(ctx.db, id);
  const trees = readSpecTrees(documents);
  const text = (wanted: string) => documents.find((document) => document.kind === wanted)?.text;
  const requirements = text('requirements') ?? text('bugfix');
  const diagnostics = diagnoseSpec({
    ...(requirements === undefined ? {} : { requirements }),
    ...(text('design') === undefined ? {} : { design: text('design') ?? '' }),
    ...(text('tasks') === undefined ? {} : { tasks: text('tasks') ?? '' }),
  });
  const problems = Object.values(diagnostics)
    .flat()
    .filter(({ severity }) => severity !== 'hint').length;
  const verdicts = await getVerdicts(ctx, { specId: id });
  const states = Object.values(verdicts.criteria);
  const tasks = trees.tasks?.tasks ?? [];
  return {
    id,
    slug,
    title,
    kind,
    stages: standingsOf(policy, facts).map(({ stage, state, rule }) => ({ stage, name: rule.name, state })),
    counts: {
      requirements: trees.requirements?.requirements.length ?? 0,
      criteria: trees.requirements?.requirements.flatMap(({ criteria }) => criteria).length ?? 0,
      tasks: tasks.length,
      tasksDone: tasks.filter(({ state }) => state === 'done').length,
      problems,
      verified: states.filter(({ state, isStale }) => state === 'holds' && !isStale).length,
      falsified: states.filter(({ state, isStale }) => state === 'falsified' && !isStale).length,
    },
  };
}
