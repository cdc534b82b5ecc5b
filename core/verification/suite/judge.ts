import { axesOf } from '#core/analysis/axes.ts';
import { holds, type StepValues } from '#core/analysis/evaluate.ts';
import type { Value } from '#core/analysis/expression.ts';
import { eachVariable } from '#core/analysis/mentions.ts';
import { type State, stepModel } from '#core/analysis/model/step.ts';
import type { Rule, System } from '#core/analysis/system.ts';
import { initialState } from './reach.ts';
import type { TestCase, TestStep, Trace } from './test-case.ts';

/** Something that the readings forbid and that was seen. `step` counts from 0; -1 is the state after a reset. */
export type Violation = {
  kind: 'response' | 'changed' | 'unasked' | 'initial' | 'trouble';
  /** The criteria that it breaks; for what nobody asked for, those that say when it may be. */
  criteria: readonly string[];
  /** The rule whose response is missing. */
  rule: string | null;
  /** The state that changed, or the action that was done. */
  variable: string | null;
  step: number;
  trouble: string | null;
};

export type OracleOptions = {
  /** State that may change although no criterion says so. */
  free?: ReadonlySet<string>;
};

type Watched = { rule: Rule; since: number; at: number; values: StepValues };

/**
 * Holds what was seen against the readings. A criterion whose guard holds must have its response (at once, within its time, or for as long as it says); state
 * that no active criterion mentions must not change; an action that none asks for must not be done; the first state is the one that is declared. State that cannot be
 * observed is taken from the model, and responses about it are not judged.
 */
export function violationsOf(system: System, steps: readonly TestStep[], trace: Trace, { free }: OracleOptions = {}): Violation[] {
  return walk(system, steps, trace, free ?? new Set()).violations;
}

type Walked = { violations: Violation[]; active: { rule: Rule; step: number }[] };

function walk(system: System, steps: readonly TestStep[], trace: Trace, free: ReadonlySet<string>): Walked {
  const axes = axesOf(system);
  const mentions = mentionsOf(system);
  const violations: Violation[] = [];
  const used: Walked['active'] = [];
  const add = (kind: Violation['kind'], step: number, criteria: readonly string[], more: Partial<Violation> = {}) =>
    violations.push({ kind, step, criteria: [...new Set(criteria)], rule: null, variable: null, trouble: null, ...more });
  let model: State = initialState(system);
  for (const { name, role, initial } of system.variables) {
    const seen = trace.initial[name];
    if (role !== 'state' || initial === null || seen === undefined || seen === initial) continue;
    add('initial', -1, mentions.criteriaOf(name), { variable: name });
  }
  let watched: Watched[] = [];
  let before: State = { ...model, ...trace.initial };
  let now = 0;
  for (const [at, { event, inputs, afterMs }] of steps.entries()) {
    now += afterMs ?? 0;
    const seen = trace.steps[at];
    if (!seen) break;
    const stepped = stepModel(system, axes, event, before, inputs);
    for (const rule of stepped.active) used.push({ rule, step: at });
    const all = { ...before, ...inputs };
    if (seen.trouble !== null) {
      const asked = stepped.active.length > 0 ? stepped.active : system.rules.filter(({ events }) => events?.includes(event) ?? true);
      add(
        'trouble',
        at,
        asked.map(({ criterion }) => criterion),
        { trouble: seen.trouble },
      );
      break;
    }
    model = { ...stepped.after, ...seen.state };
    const values: StepValues = { before: all, after: { ...model, ...seen.outputs } };
    for (const rule of stepped.active) {
      if (!mentions.isObserved(rule, seen.outputs, seen.state)) continue;
      if (rule.timing) watched.push({ rule, since: now, at, values });
      else if (!holds(rule.response, values)) add('response', at, [rule.criterion], { rule: rule.id });
    }
    const asked = new Set([...stepped.active, ...watched.map(({ rule }) => rule)].flatMap((rule) => [...mentions.of(rule)]));
    watched = watched.filter((each) => {
      const verdict = watch(each, values, now);
      if (verdict === 'broken') add('response', at, [each.rule.criterion], { rule: each.rule.id });
      return verdict === 'open';
    });
    for (const { name, role, isAction } of system.variables) {
      if (asked.has(name) || free.has(name)) continue;
      const value = seen.state[name];
      if (role === 'state' && value !== undefined && value !== before[name])
        add('changed', at, mentions.criteriaOf(name), { variable: name });
      if (isAction && seen.outputs[name] === true && mentions.criteriaOf(name).length > 0)
        add('unasked', at, mentions.criteriaOf(name), { variable: name });
    }
    before = model;
  }
  return { violations, active: used };
}

/** Where an obligation that lasts stands after a step. `within`: met once it holds; else it has to hold until its time is over, or until its condition. */
function watch({ rule, since, values }: Watched, now: StepValues, time: number): 'open' | 'met' | 'broken' {
  const { within, forAtLeast, until } = rule.timing ?? { within: null, forAtLeast: null, until: null };
  const is = holds(rule.response, { before: values.before, after: now.after });
  const age = time - since;
  if (within !== null) return is && age <= within ? 'met' : age >= within ? 'broken' : 'open';
  if (until && holds(until, { before: now.after, after: now.after })) return 'met';
  if (forAtLeast !== null && age > forAtLeast) return 'met';
  if (!is) return 'broken';
  return forAtLeast !== null && age === forAtLeast ? 'met' : 'open';
}

type Mentions = {
  of(rule: Rule): ReadonlySet<string>;
  criteriaOf(name: string): readonly string[];
  isObserved(rule: Rule, outputs: Readonly<Record<string, Value>>, state: State): boolean;
};

const MENTIONS = new WeakMap<System, Mentions>();

/** What the responses speak of: outputs, and state after the step. */
function mentionsOf(system: System): Mentions {
  const known = MENTIONS.get(system);
  if (known) return known;
  const roles = new Map(system.variables.map(({ name, role }) => [name, role]));
  const byRule = new Map<string, Set<string>>();
  const criteria = new Map<string, string[]>();
  for (const { id, criterion, response } of system.rules) {
    const names = new Set<string>();
    eachVariable(response, (name, isAfter) => {
      if (isAfter || roles.get(name) === 'output') names.add(name);
    });
    byRule.set(id, names);
    for (const name of names) criteria.set(name, [...(criteria.get(name) ?? []), criterion]);
  }
  const none = new Set<string>();
  const mentions: Mentions = {
    of: ({ id }) => byRule.get(id) ?? none,
    criteriaOf: (name) => criteria.get(name) ?? [],
    isObserved: ({ id }, _, state) =>
      [...(byRule.get(id) ?? none)].every((name) => roles.get(name) !== 'state' || state[name] !== undefined),
  };
  MENTIONS.set(system, mentions);
  return mentions;
}

/** What a suite says of one criterion: how many steps its guard held in, and the first case that breaks it. */
export type CriterionVerdict = {
  state: 'holds' | 'falsified' | 'unreachable';
  cases: number;
  broken: { caseIndex: number; violation: Violation } | null;
};

/** The verdicts of all criteria, by id, in the order of the system's rules. A criterion that never applied holds of nothing. */
export function judge(
  system: System,
  cases: readonly Pick<TestCase, 'steps'>[],
  traces: readonly (Trace | undefined)[],
  { free }: OracleOptions = {},
): Map<string, CriterionVerdict> {
  const verdicts = new Map<string, CriterionVerdict>();
  for (const { criterion } of system.rules) verdicts.set(criterion, { state: 'unreachable', cases: 0, broken: null });
  for (const [caseIndex, { steps }] of cases.entries()) {
    const trace = traces[caseIndex];
    if (!trace) continue;
    const { violations, active } = walk(system, steps, trace, free ?? new Set());
    for (const criterion of new Set(active.map(({ rule }) => rule.criterion))) {
      const verdict = verdicts.get(criterion);
      if (!verdict) continue;
      verdict.cases += 1;
      if (verdict.state === 'unreachable') verdict.state = 'holds';
    }
    for (const violation of violations) {
      for (const criterion of violation.criteria) {
        const verdict = verdicts.get(criterion);
        if (!verdict || verdict.broken) continue;
        verdict.state = 'falsified';
        verdict.broken = { caseIndex, violation };
      }
    }
  }
  return verdicts;
}
