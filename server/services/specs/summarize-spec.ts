import { diagnoseSpec } from '#core/language/diagnose.ts';
import { gateOf, standingSentence, standingsOf } from '#core/pipeline/stage-standing.ts';
import type { Ctx } from '#server/context.ts';
import type { Spec } from '#server/db/generated/client.ts';
import { readStageFacts } from '#server/services/approvals/stage-facts.ts';
import { getVerdicts } from '#server/services/checks/get-verdicts.ts';
import { readSpecTrees, specTextsOf } from './read-spec.ts';

/** One spec as a list shows it: stages, counts and how much of it is verified. */
export async function summarizeSpec(ctx: Ctx, { id, slug, title, kind, epic }: Spec) {
  const { policy, facts, documents, nameOf } = await readStageFacts(ctx.db, id);
  const trees = readSpecTrees(documents);
  const texts = specTextsOf(documents);
  const diagnostics = diagnoseSpec(texts);
  const problems = Object.values(diagnostics)
    .flat()
    .filter(({ severity }) => severity !== 'hint').length;
  const verdicts = await getVerdicts(ctx, { specId: id });
  const states = Object.values(verdicts.criteria);
  const tasks = trees.tasks?.tasks ?? [];
  const parents = new Set(tasks.map(({ parentId }) => parentId));
  // What is run and verified: a task that has subtasks is their sum, and would count them twice.
  const leaves = tasks.filter(({ id }) => !parents.has(id));
  const standings = standingsOf(policy, facts, nameOf);
  const waiting = standings.find(({ state }) => state !== 'approved' && state !== 'skipped');
  const gate = gateOf(policy, facts);
  return {
    id,
    slug,
    title,
    kind,
    format: texts.format ?? 'kiro',
    epic,
    /** What holds it up, as a sentence; null once every stage is passed. */
    waitsFor: waiting ? standingSentence(waiting.rule, waiting) : null,
    cannotStartBecause: gate.isOpen ? null : gate.reason,
    /** The tasks that have no subtasks, in the order of the text. */
    plan: leaves.map((task) => ({
      id: task.id,
      title: task.title,
      isTicked: task.state === 'done',
      progress: verdicts.tasks[task.id]?.state ?? ('open' as const),
      runId: verdicts.tasks[task.id]?.runId ?? null,
    })),
    stages: standings.map(({ stage, state, rule }) => ({ stage, name: rule.name, state })),
    counts: {
      requirements: trees.requirements?.requirements.length ?? 0,
      criteria: trees.requirements?.requirements.flatMap(({ criteria }) => criteria).length ?? 0,
      tasks: leaves.length,
      tasksDone: leaves.filter(({ state }) => state === 'done').length,
      problems,
      verified: states.filter(({ state, isStale }) => state === 'holds' && !isStale).length,
      falsified: states.filter(({ state, isStale }) => state === 'falsified' && !isStale).length,
    },
  };
}
