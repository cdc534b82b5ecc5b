import { axesOf } from '#core/analysis/axes.ts';
import { sayCondition, sayFact, vocabularyOf } from '#core/analysis/english.ts';
import { eachVariable } from '#core/analysis/mentions.ts';
import { type State, stepModel } from '#core/analysis/model/step.ts';
import type { System } from '#core/analysis/system.ts';
import type { Violation } from './judge.ts';
import { initialState } from './reach.ts';
import type { TestStep, Trace } from './test-case.ts';

/** One step of a counterexample as people and agents read it. Kept with the evidence, and replayed from there. */
export type ToldStep = TestStep & {
  /** In the words of the spec: what the criterion looks at, what it asks for in this step, and what was seen of it. */
  with: readonly string[];
  expected: readonly string[];
  observed: readonly string[];
};

/** Steps that break a criterion, each with what was expected and observed of what the criterion is about. */
export function toldSteps(
  system: System,
  criterion: string,
  { steps, trace, violation }: { steps: readonly TestStep[]; trace: Trace; violation: Violation | null },
): ToldStep[] {
  const words = vocabularyOf(system);
  const axes = axesOf(system);
  const rules = system.rules.filter((rule) => rule.criterion === criterion);
  const names = new Set<string>(violation?.variable ? [violation.variable] : []);
  const looked = new Set<string>();
  for (const { guard, response } of rules) {
    eachVariable(guard, (name) => looked.add(name));
    eachVariable(response, (name, isAfter) => {
      const isResult = isAfter || axes.variables.get(name)?.role === 'output';
      (isResult ? names : looked).add(name);
    });
  }
  let state: State = { ...initialState(system), ...trace.initial };
  return steps.map((step, at) => {
    const seen = trace.steps[at];
    const { active, after } = stepModel(system, axes, step.event, state, step.inputs);
    const before = state;
    state = { ...after, ...seen?.state };
    const expected = active.filter((rule) => rule.criterion === criterion).map(({ response }) => sayCondition(words, response));
    if (violation?.step === at && violation.variable !== null)
      expected.push(
        violation.kind === 'changed'
          ? `${sayFact(words, violation.variable, before[violation.variable] ?? false)} as before`
          : sayFact(words, violation.variable, false),
      );
    const observed = seen?.trouble
      ? [seen.trouble]
      : Object.entries({ ...seen?.state, ...seen?.outputs })
          .filter(([name]) => names.has(name))
          .map(([name, value]) => sayFact(words, name, value));
    const facts = Object.entries({ ...before, ...step.inputs }).filter(([name]) => looked.has(name));
    return { ...step, with: facts.map(([name, value]) => sayFact(words, name, value)), expected, observed };
  });
}
