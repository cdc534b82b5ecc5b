import { axesOf } from '#core/analysis/axes.ts';
import { sayCondition, sayFact, type Vocabulary } from '#core/analysis/english.ts';
import { evaluate } from '#core/analysis/evaluate.ts';
import { stepModel } from '#core/analysis/model/step.ts';
import type { System } from '#core/analysis/system.ts';
import type { CheckOutcome } from '../evidence.ts';
import type { CriterionVerdict, Violation } from './judge.ts';
import { initialState } from './reach.ts';
import { toldSteps } from './step-table.ts';
import type { TestStep, Trace } from './test-case.ts';

/** A counterexample of one criterion, as small as it was found to be. */
export type Counterexample = { steps: readonly TestStep[]; trace: Trace; violation: Violation };

/** What was seen where something else was expected, in the words of the spec. */
export function sayViolation(words: Vocabulary, system: System, { steps, trace, violation }: Counterexample): string {
  const { kind, rule, variable, step, trouble } = violation;
  if (kind === 'trouble') return `Step ${step + 1}: ${trouble}`;
  if (kind === 'initial') {
    const declared = system.variables.find(({ name }) => name === variable)?.initial;
    return `At the start ${variable} should be ${JSON.stringify(declared)} (expected ${JSON.stringify(declared)}, got ${JSON.stringify(trace.initial[variable ?? ''])}).`;
  }
  const seen = trace.steps[step];
  if (kind === 'changed') {
    const before = step > 0 ? trace.steps[step - 1]?.state : trace.initial;
    return `Step ${step + 1}: ${variable} changed although no criterion asks for it (expected ${JSON.stringify(before?.[variable ?? ''])}, got ${JSON.stringify(seen?.state[variable ?? ''])}).`;
  }
  if (kind === 'unasked')
    return `Step ${step + 1}: ${sayFact(words, variable ?? '', true)}, although no criterion asks for it (expected not, got done).`;
  const broken = system.rules.find(({ id }) => id === rule);
  const got = { ...seen?.state, ...seen?.outputs };
  const shown = Object.entries(got)
    .filter(([name]) => broken && JSON.stringify(broken.response).includes(JSON.stringify(name)))
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const wanted = broken ? sayCondition(words, broken.response) : 'its response';
  const value = broken && valueWanted(system, broken.response, steps, trace, step);
  return `Step ${step + 1}: expected ${wanted}${value ? ` (${value})` : ''}, got ${shown.join(', ') || 'nothing'}.`;
}

/** `fee = 5` of `fee = cost * 2`: the number behind the expression. */
function valueWanted(
  system: System,
  response: System['rules'][number]['response'],
  steps: readonly TestStep[],
  trace: Trace,
  at: number,
): string | null {
  if (response.kind !== 'compare' || response.operator !== '=' || response.left.kind !== 'variable' || response.right.kind === 'value')
    return null;
  const axes = axesOf(system);
  let before = { ...initialState(system), ...trace.initial };
  for (const [index, { event, inputs }] of steps.entries()) {
    if (index === at)
      return `${response.left.name} = ${JSON.stringify(evaluate(response.right, { before: { ...before, ...inputs }, after: {} }))}`;
    before = { ...stepModel(system, axes, event, before, inputs).after, ...trace.steps[index]?.state };
  }
  return null;
}

/** What the check of one criterion by its suite is called, in every evidence. */
export function suiteCheckName(slug: string, criterion: string): string {
  return `Feature: ${slug} > Suite from the readings (criterion ${criterion})`;
}

type SuiteOptions = { slug: string; file: string; seed: number; durationMs: number; readings?: ReadonlyMap<string, string> };

/**
 * The verdicts of a suite as outcomes of checks, one for each criterion, tagged in their titles like any test, so that they are recorded and folded like any other evidence.
 * `seed` is what replays them, and `readings` (the sha256 of each) what they stand on.
 */
export function outcomesOfSuite(
  words: Vocabulary,
  system: System,
  verdicts: ReadonlyMap<string, CriterionVerdict>,
  found: ReadonlyMap<string, Counterexample>,
  { slug, file, seed, durationMs, readings }: SuiteOptions,
): CheckOutcome[] {
  return [...verdicts].map(([criterion, { state, cases }]) => {
    const example = found.get(criterion);
    return {
      name: suiteCheckName(slug, criterion),
      file,
      line: null,
      status: state === 'holds' ? 'passed' : state === 'falsified' ? 'failed' : 'unreachable',
      cases,
      seed: String(seed),
      counterexample: example ? JSON.stringify(toldSteps(system, criterion, example)) : null,
      message: example
        ? sayViolation(words, system, example)
        : state === 'unreachable'
          ? 'No case reaches the condition of this criterion.'
          : null,
      durationMs: Math.round(durationMs),
      readingSha256: readings?.get(criterion) ?? null,
      isDerived: true,
    };
  });
}
