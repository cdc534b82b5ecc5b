import { type Axes, axesOf } from '#core/analysis/axes.ts';
import { toBoxes } from '#core/analysis/boxes.ts';
import { findValues } from '#core/analysis/cells/find-values.ts';
import { evaluate, holds } from '#core/analysis/evaluate.ts';
import type { Expression, Value } from '#core/analysis/expression.ts';
import { allOf, eachVariable } from '#core/analysis/mentions.ts';
import { type State, stepModel } from '#core/analysis/model/step.ts';
import type { Rule, System } from '#core/analysis/system.ts';
import { substitute } from './atoms.ts';
import { initialState } from './reach.ts';
import type { TestCase } from './test-case.ts';

/** A step of a case as the model walks it, with the rules that apply in it. */
export type Moment = { event: string; before: State; after: State; active: readonly Rule[] };

/** The steps of cases, each once, as far as there are no more than `most`. */
export function momentsOf(system: System, cases: readonly Pick<TestCase, 'steps'>[], most = 4000): Moment[] {
  const axes = axesOf(system);
  const moments = new Map<string, Moment>();
  for (const { steps } of cases) {
    let state: State = initialState(system);
    for (const { event, inputs } of steps) {
      const { active, after } = stepModel(system, axes, event, state, inputs);
      const before = { ...state, ...inputs };
      const key = `${event} ${JSON.stringify(before)}`;
      if (!moments.has(key)) moments.set(key, { event, before, after, active });
      state = after;
      if (moments.size >= most) return [...moments.values()];
    }
  }
  return [...moments.values()];
}

/**
 * Whether one of these steps tells a rule from what it was changed to: some outputs there are right by the one and wrong by the other, with all other rules followed. A system that
 * shows them, built after the changed sentence, is failed by a test of today's, or the other way round. No is no proof.
 */
export function tellsApart(system: System, moments: readonly Moment[], rule: Rule, changed: Rule): boolean {
  const axes = axesOf(system);
  const known = namesIn(system.rules);
  const actions = system.variables.filter(({ name, isAction }) => isAction && known.has(name)).map(({ name }) => name);
  let asked = 0;
  return moments.some(({ event, before, after, active }) => {
    const values = { before, after: {} };
    const [was, is] = [rule, changed].map((each) => (each.events?.includes(event) ?? true) && holds(each.guard, values));
    if ((!was && !is) || (was && is && rule.response === changed.response)) return false;
    asked += 1;
    if (asked > MOST_ASKED) return false;
    const others = active.filter(({ id }) => id !== rule.id);
    const one = allowed(actions, was ? [...others, rule] : others);
    const other = allowed(actions, is ? [...others, changed] : others);
    return [
      [one, not(other)],
      [other, not(one)],
    ].some((doubt) => isPossible(axes, withValues(axes, allOf(doubt), before, after)));
  });
}

/** What outputs may be where these rules apply: their responses hold, and an action that none of them speaks of is not done. */
function allowed(actions: readonly string[], active: readonly Rule[]): Expression {
  const asked = namesIn(active);
  const idle = actions.filter((name) => !asked.has(name)).map((name) => not({ kind: 'variable', name, isAfter: true }));
  return allOf([...active.map(({ response }) => response), ...idle]);
}

function namesIn(rules: readonly Rule[]): Set<string> {
  const names = new Set<string>();
  for (const { response } of rules) eachVariable(response, (name) => names.add(name));
  return names;
}

/** Solving takes longer than walking: where so many steps do not tell, the others hardly will. */
const MOST_ASKED = 600;

function isPossible(axes: Axes, condition: Expression): boolean {
  for (const box of toBoxes(axes, condition) ?? []) {
    const values = findValues(axes, box);
    if (values && holds(condition, { before: {}, after: Object.fromEntries(values) })) return true;
    // What the box leaves free may be anything, which is more than `holds` takes of names without a value.
    if (values && box.size === 0) return true;
  }
  return false;
}

/** The expression with everything but outputs replaced by its value. */
function withValues(axes: Axes, expression: Expression, before: Readonly<Record<string, Value>>, after: State): Expression {
  return substitute(expression, (variable) =>
    axes.variables.get(variable.name)?.role === 'output' ? null : { kind: 'value', value: evaluate(variable, { before, after }) },
  );
}

function not(of: Expression): Expression {
  return { kind: 'not', of };
}
