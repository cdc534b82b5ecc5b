import type { SpecAnalysis } from '#core/language/diagnose.ts';
import type { Verdict } from '#core/verification/evidence.ts';
import type { TaskProgress } from './tasks-reading.tsx';

/** How sound a spec is, as numbers. Stale verdicts count as neither. */
export type Soundness = {
  criteria: number;
  inEars: number;
  problems: number;
  hints: number;
  tasks: number;
  tasksVerified: number;
  verified: number;
  falsified: number;
  stale: number;
};

/** Counts over the criteria and tasks that are in the text now; what is known about others does not count. */
export function soundnessOf(
  { requirements, tasks, diagnostics }: Pick<SpecAnalysis, 'requirements' | 'tasks' | 'diagnostics'>,
  verdicts: Readonly<Record<string, Verdict>>,
  progress: Readonly<Record<string, TaskProgress>>,
): Soundness {
  const criteria = requirements?.tree.requirements.flatMap((requirement) => requirement.criteria) ?? [];
  const all = tasks?.tree.tasks ?? [];
  const parents = new Set(all.map(({ parentId }) => parentId));
  const leaves = all.filter(({ id }) => !parents.has(id));
  const known = criteria.flatMap(({ id }) => verdicts[id] ?? []);
  const found = Object.values(diagnostics).flat();
  const hints = found.filter(({ severity }) => severity === 'hint').length;
  return {
    criteria: criteria.length,
    inEars: criteria.filter(({ pattern }) => pattern !== 'unclassified').length,
    problems: found.length - hints,
    hints,
    tasks: leaves.length,
    tasksVerified: leaves.filter(({ id }) => progress[id]?.state === 'verified').length,
    verified: known.filter(({ state, isStale }) => state === 'holds' && !isStale).length,
    falsified: known.filter(({ state, isStale }) => state === 'falsified' && !isStale).length,
    stale: known.filter(({ isStale }) => isStale).length,
  };
}
