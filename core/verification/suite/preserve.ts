import { axesOf } from '#core/analysis/axes.ts';
import { sayFact, vocabularyOf } from '#core/analysis/english.ts';
import { activeRules, type State, stepModel } from '#core/analysis/model/step.ts';
import type { System } from '#core/analysis/system.ts';
import type { BugfixPart } from '../bugfix.ts';
import type { CheckOutcome } from '../evidence.ts';
import { buildSuite } from './build-suite.ts';
import { initialState } from './reach.ts';
import { type ToldStep, toldSteps } from './step-table.ts';
import type { TestCase, TestStep, Trace } from './test-case.ts';

export type Parts = ReadonlyMap<string, BugfixPart>;

/** The rules of a bugfix that code without the bug has to follow: what is wrong today is told in order to be gone. */
export function withoutDefect(system: System, parts: Parts): System {
  return { ...system, rules: system.rules.filter(({ criterion }) => parts.get(criterion) !== 'current') };
}

/**
 * Cases that the bug does not concern: in no step does a criterion of what is wrong today, or of what is expected instead, apply. They stand on both sides of everything that the readings
 * compare, so the nearest of them lie beside the bug's condition. None where the readings do not say what that condition is.
 */
export function preservedCases(system: System, parts: Parts, { seed, most }: { seed: number; most: number }): TestCase[] {
  const concerned = system.rules.filter(({ criterion }) => ['current', 'expected'].includes(parts.get(criterion) ?? ''));
  if (concerned.length === 0) return [];
  const bug: System = { ...system, rules: concerned };
  const isFree = ({ event, inputs }: TestStep, state: State) => activeRules(bug, event, state, inputs).length === 0;
  const { cases } = buildSuite(system, { seed, budget: { cases: most * 2 } });
  return cases
    .filter(({ steps }) => statesOf(system, steps).every((state, at) => isFree(steps[at] ?? { event: '', inputs: {} }, state)))
    .slice(0, most);
}

/** State before each step, as the readings have it. */
function statesOf(system: System, steps: readonly TestStep[]): State[] {
  const axes = axesOf(system);
  let state: State = initialState(system);
  return steps.map(({ event, inputs }) => {
    const before = state;
    state = stepModel(system, axes, event, state, inputs).after;
    return before;
  });
}

/** A case that the code answers otherwise since it was changed, and the step in which that shows first. */
export type Difference = { steps: readonly TestStep[]; before: Trace; after: Trace; at: number };

/** What differs between two runs of the same cases, the shortest cases first. What could not be observed before is no behaviour to be kept. */
export function differencesOf(
  cases: readonly Pick<TestCase, 'steps'>[],
  before: readonly (Trace | undefined)[],
  after: readonly (Trace | undefined)[],
): Difference[] {
  return cases
    .flatMap(({ steps }, index): Difference[] => {
      const [was, is] = [before[index], after[index]];
      if (!was || was.steps.some(({ trouble }) => trouble !== null)) return [];
      const at = was.steps.findIndex((seen, step) => JSON.stringify(seen) !== JSON.stringify(is?.steps[step]));
      return at < 0 ? [] : [{ steps: steps.slice(0, at + 1), before: was, after: is ?? { initial: {}, steps: [] }, at }];
    })
    .sort((a, b) => a.steps.length - b.steps.length);
}

/** What the preservation check of a bugfix is called in every evidence; `null`: of what no criterion speaks of. */
export function preservationName(slug: string, criterion: string | null): string {
  return criterion === null
    ? `Feature: ${slug} > Preservation outside of the bug`
    : `Feature: ${slug} > Preservation of what was observed (criterion ${criterion})`;
}

type Preserved = {
  slug: string;
  file: string;
  seed: number;
  cases: readonly TestCase[];
  differences: readonly Difference[];
  durationMs: number;
};

/** One outcome for each criterion of what stays unchanged that cases speak for, and one for all other cases. */
export function outcomesOfPreservation(
  system: System,
  parts: Parts,
  { slug, file, seed, cases, differences, durationMs }: Preserved,
): CheckOutcome[] {
  const speaksFor = (steps: readonly TestStep[]) => {
    const states = statesOf(system, steps);
    const active = steps.flatMap(({ event, inputs }, at) => activeRules(system, event, states[at] ?? {}, inputs));
    const kept = [...new Set(active.map(({ criterion }) => criterion))].filter((id) => parts.get(id) === 'unchanged');
    return kept.length > 0 ? kept : [null];
  };
  const counts = new Map<string | null, number>();
  for (const { steps } of cases) for (const id of speaksFor(steps)) counts.set(id, (counts.get(id) ?? 0) + 1);
  const broken = new Map<string | null, Difference>();
  for (const difference of differences) for (const id of speaksFor(difference.steps)) if (!broken.has(id)) broken.set(id, difference);
  return [...new Set([...counts.keys(), ...broken.keys()])].map((id) => {
    const difference = broken.get(id);
    return {
      name: preservationName(slug, id),
      file,
      line: null,
      status: difference ? 'failed' : 'passed',
      cases: counts.get(id) ?? 0,
      seed: String(seed),
      counterexample: difference ? JSON.stringify(toldDifference(system, id, difference)) : null,
      message: difference ? sayDifference(system, difference) : null,
      durationMs: Math.round(durationMs),
      isDerived: true,
    };
  });
}

function toldDifference(system: System, criterion: string | null, { steps, before, after, at }: Difference): ToldStep[] {
  const facts = factsOf(system, { steps, before, after, at });
  return toldSteps(system, criterion ?? '', { steps, trace: after, violation: null }).map((told, index) => ({
    ...told,
    with: told.with.length > 0 ? told.with : Object.entries(told.inputs).map(([name, value]) => sayFact(vocabularyOf(system), name, value)),
    expected: index === at ? facts.was : [],
    observed: index === at ? facts.is : [],
  }));
}

function sayDifference(system: System, difference: Difference): string {
  const { was, is } = factsOf(system, difference);
  return `Step ${difference.at + 1}: the bug does not concern these inputs, and the code does something else than before (expected ${was.join(', ') || 'nothing'}, got ${is.join(', ') || 'nothing'}).`;
}

/** What was seen before and is not any more, and the other way round. */
function factsOf(system: System, { before, after, at }: Difference): { was: string[]; is: string[] } {
  const words = vocabularyOf(system);
  const [was, is] = [before.steps[at], after.steps[at]];
  const told = (one: typeof was, other: typeof was) => {
    const values = { ...other?.state, ...other?.outputs };
    return Object.entries({ ...one?.state, ...one?.outputs })
      .filter(([name, value]) => values[name] !== value)
      .map(([name, value]) => sayFact(words, name, value));
  };
  return { was: told(was, is), is: is?.trouble ? [is.trouble] : told(is, was) };
}
