import { holds } from '#core/analysis/evaluate.ts';
import type { Value } from '#core/analysis/expression.ts';
import { activeRules, type State, stepModel } from '#core/analysis/model/step.ts';
import type { Rule, System, Timing, Variable } from '#core/analysis/system.ts';
import { outcomesOf } from './atoms.ts';
import { endsOf } from './edges.ts';
import { type Random, randomFrom } from './random.ts';
import { initialState, type Reached, reachStates } from './reach.ts';
import type { Origin, Suite, TestCase, TestStep } from './test-case.ts';
import { discreteValues, type EventGround, type Ground, groundOf, isAllowed, plainValue, pointsOf } from './vectors.ts';

export type SuiteBudget = {
  /** The most cases. */
  cases: number;
  /** Of these, sequences by chance. */
  random: number;
  /** States of the model that are visited. */
  states: number;
};

export const DEFAULT_BUDGET: SuiteBudget = { cases: 4000, random: 300, states: 60 };

export type SuiteOptions = {
  /** Any whole number; the same seed gives the same cases in the same order. */
  seed: number;
  budget?: Partial<SuiteBudget>;
  /** Steps of counterexamples that were kept: they come first, whatever the budget. */
  regressions?: readonly (readonly TestStep[])[];
};

/**
 * Test cases of a system, from its readings alone: kept counterexamples; for every reachable state and event the ends of every cell of the inputs, so that each
 * comparison is met at its value and beside it; sequences by chance that keep to such values; steps that lead to guards that nothing else has met. Deterministic: no
 * clock, no chance but the seed. What a step must lead to is for `violationsOf`.
 */
export function buildSuite(system: System, { seed, budget, regressions = [] }: SuiteOptions): Suite {
  const limits = { ...DEFAULT_BUDGET, ...budget };
  const random = randomFrom(seed);
  const ground = groundOf(system);
  const hasState = system.variables.some(({ role }) => role === 'state');
  const { reached, isComplete } = reachStates(ground, random, {
    states: hasState ? limits.states : 1,
    vectors: limits.cases * WORK_A_CASE,
  });
  const cases = new Map<string, TestCase>();
  const used = new Set<string>();
  const add = (steps: readonly TestStep[], origin: Origin, criteria: readonly string[]) => {
    const key = JSON.stringify(steps);
    if (cases.has(key)) return;
    cases.set(key, { id: `${origin}-${cases.size + 1}`, origin, steps, criteria });
    for (const criterion of criteria) used.add(criterion);
  };
  for (const steps of regressions) add(steps, 'regression', criteriaOf(ground, steps));
  const room = Math.max(1, limits.cases - limits.random - cases.size);
  for (const { steps, origin, criteria } of cellCases(ground, reached).slice(0, room)) add(steps, origin, criteria);
  for (let count = 0; count < limits.random && cases.size < limits.cases; count += 1) {
    const steps = randomSteps(ground, random, hasState ? random.between(1, 20) : random.between(1, 3), 'edges');
    if (steps.length > 0) add(steps, 'random', criteriaOf(ground, steps));
  }
  const unreached = [...new Set(system.rules.map(({ criterion }) => criterion))].filter((criterion) => !used.has(criterion));
  return { cases: [...cases.values()], unreached, states: reached.length, isComplete };
}

/** Steps are cheap beside cases: so many are looked at for each that is taken. */
const WORK_A_CASE = 4;

type Candidate = { steps: readonly TestStep[]; origin: Origin; criteria: readonly string[]; rank: number };

/** One case for each state and vector; first those that meet an outcome of the atoms, or a value in one, that none before them met. */
function cellCases(ground: Ground, reached: readonly Reached[]): Candidate[] {
  const ranked: Candidate[] = [];
  const outcomes = new Set<string>();
  const values = new Set<string>();
  for (const { state, path, tried } of reached) {
    for (const { event, chosen } of tried) {
      const own = ground.byEvent.get(event);
      if (!own) continue;
      const met = `${event} ${JSON.stringify(state)} ${outcomesOf(own.atoms, { before: { ...state, ...chosen.vector }, after: {} })}`;
      const ends = own.spokenOf.map(({ name }) => `${met} ${name}=${chosen.vector[name]}`);
      const rank = !outcomes.has(met) ? 0 : ends.some((end) => !values.has(end)) ? 1 : 2;
      outcomes.add(met);
      for (const end of ends) values.add(end);
      const active = activeRules(ground.system, event, state, chosen.vector);
      const steps = [...path, { event, inputs: chosen.vector }, ...waiting(active, chosen.vector)];
      const origin = chosen.origin === 'directed' ? 'cell' : chosen.origin;
      const criteria = active.length > 0 ? active.map(({ criterion }) => criterion) : own.rules.map(({ criterion }) => criterion);
      ranked.push({ steps, origin: active.length > 0 ? origin : 'cell', criteria: active.length > 0 ? [...new Set(criteria)] : [], rank });
    }
  }
  return ranked.sort((a, b) => a.rank - b.rank);
}

/** Time that has to pass before what was asked for later can be judged. */
function waiting(active: readonly Rule[], inputs: TestStep['inputs']): TestStep[] {
  const times = new Set(active.flatMap(({ timing }) => dueAt(timing)));
  let passed = 0;
  return [...times]
    .sort((a, b) => a - b)
    .map((time) => {
      const afterMs = time - passed;
      passed = time;
      return { event: 'tick', inputs, afterMs };
    });
}

function dueAt(timing: Timing | null): number[] {
  return [timing?.within, timing?.forAtLeast].filter((time) => time !== null && time !== undefined);
}

/**
 * A sequence by chance. `edges`: three of four values are such at which something may change; `uniform`: any value of the range, which is what suites are measured
 * against.
 */
export function randomSteps(ground: Ground, random: Random, length: number, kind: 'edges' | 'uniform'): TestStep[] {
  const events = [...ground.byEvent.keys()];
  const steps: TestStep[] = [];
  let state: State = initialState(ground.system);
  for (let count = 0; count < length; count += 1) {
    const event = random.pick(events);
    const own = event === undefined ? undefined : ground.byEvent.get(event);
    if (event === undefined || !own) break;
    const inputs = randomInputs(ground, own, random, kind, state);
    if (!inputs) continue;
    steps.push({ event, inputs });
    state = stepModel(ground.system, ground.axes, event, state, inputs).after;
  }
  return steps;
}

const ATTEMPTS = 20;

function randomInputs(ground: Ground, event: EventGround, random: Random, kind: 'edges' | 'uniform', state: State) {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const inputs: Record<string, Value> = {};
    for (const variable of ground.inputs) {
      const isBiased = kind === 'edges' && random.next() < 0.75;
      const points = isBiased ? pointsOnce(ground, event, variable) : [];
      inputs[variable.name] = random.pick(points) ?? anyValue(ground, variable, random);
    }
    if (isAllowed(ground, state, inputs)) return inputs;
  }
  return null;
}

const POINTS = new WeakMap<EventGround, Map<string, Value[]>>();

function pointsOnce(ground: Ground, event: EventGround, variable: Variable): Value[] {
  const own = POINTS.get(event) ?? new Map<string, Value[]>();
  POINTS.set(event, own);
  const points = own.get(variable.name) ?? pointsOf(ground, event, variable);
  own.set(variable.name, points);
  return points;
}

function anyValue(ground: Ground, variable: Variable, random: Random): Value {
  const { domain } = variable;
  if (domain.kind !== 'number') return random.pick(discreteValues(ground.axes, variable)) ?? plainValue(variable);
  const [low, high] = endsOf(domain, ground.reach);
  return domain.isInteger ? random.between(Math.ceil(low), Math.floor(high)) : Math.round((low + random.next() * (high - low)) * 100) / 100;
}

/** The criteria that apply somewhere on the way, by the model. */
function criteriaOf({ system, axes }: Ground, steps: readonly TestStep[]): string[] {
  const criteria = new Set<string>();
  let state: State = initialState(system);
  for (const { event, inputs } of steps) {
    const { active, after } = stepModel(system, axes, event, state, inputs);
    for (const { criterion } of active) criteria.add(criterion);
    state = after;
  }
  return [...criteria];
}

/** Whether a rule applies in a step. */
export function applies(rule: Rule, event: string, before: State): boolean {
  return (rule.events?.includes(event) ?? true) && holds(rule.guard, { before, after: {} });
}
