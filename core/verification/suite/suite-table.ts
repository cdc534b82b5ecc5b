import { axesOf } from '#core/analysis/axes.ts';
import { sayCondition, sayFact, vocabularyOf } from '#core/analysis/english.ts';
import { type State, stepModel } from '#core/analysis/model/step.ts';
import type { System } from '#core/analysis/system.ts';
import { initialState } from './reach.ts';
import type { Origin, Suite, TestStep } from './test-case.ts';

/** A case as people read it before anything runs. */
export type SuiteRow = {
  id: string;
  origin: Origin;
  criteria: readonly string[];
  /** Each step: what happens with what, and what has to follow; empty `expected` where no criterion applies. */
  steps: readonly { when: string; with: readonly string[]; expected: readonly string[] }[];
};

export type SuiteTable = {
  cases: number;
  states: number;
  /** Whether every state that can be reached was visited. */
  isComplete: boolean;
  byOrigin: Readonly<Record<Origin, number>>;
  /** How many cases come from each criterion, those without any last. */
  byCriterion: readonly { criterion: string; cases: number }[];
  rows: readonly SuiteRow[];
};

/** A suite in words: how many cases from which sentences, and `count` of the cases from `from` on. */
export function suiteTable(
  system: System,
  { cases, states, isComplete, unreached }: Suite,
  { from, count }: { from: number; count: number },
): SuiteTable {
  const byOrigin: Record<Origin, number> = { regression: 0, cell: 0, pairwise: 0, directed: 0, random: 0 };
  const byCriterion = new Map<string, number>();
  for (const { criterion } of system.rules) byCriterion.set(criterion, 0);
  for (const { origin, criteria } of cases) {
    byOrigin[origin] += 1;
    for (const criterion of criteria) byCriterion.set(criterion, (byCriterion.get(criterion) ?? 0) + 1);
  }
  const missed = new Set(unreached);
  const reached = [...byCriterion].filter(([criterion]) => !missed.has(criterion));
  const rest = [...byCriterion].filter(([criterion]) => missed.has(criterion));
  return {
    cases: cases.length,
    states,
    isComplete,
    byOrigin,
    byCriterion: [...reached, ...rest].map(([criterion, own]) => ({ criterion, cases: own })),
    rows: cases
      .slice(from, from + count)
      .map(({ id, origin, criteria, steps }) => ({ id, origin, criteria, steps: sayModelSteps(system, steps) })),
  };
}

/** Steps in the words of the spec, each with what the criteria that apply in it ask for. */
export function sayModelSteps(system: System, steps: readonly TestStep[]): SuiteRow['steps'] {
  const words = vocabularyOf(system);
  const axes = axesOf(system);
  let state: State = initialState(system);
  return steps.map(({ event, inputs, afterMs }) => {
    const { active, after } = stepModel(system, axes, event, state, inputs);
    const mentioned = JSON.stringify(system.rules.filter(({ events }) => events?.includes(event) ?? true));
    const facts = Object.entries({ ...state, ...inputs }).filter(([name]) => mentioned.includes(JSON.stringify(name)));
    state = after;
    const when = event.replaceAll('_', ' ');
    return {
      when: afterMs === undefined ? when : `${when}, ${afterMs} ms later`,
      with: facts.map(([name, value]) => sayFact(words, name, value)),
      expected: active.map(({ response }) => sayCondition(words, response)),
    };
  });
}
