import type { Axes } from '../axes.ts';
import { type Boxes, EVERYWHERE, meet, toBoxes } from '../boxes.ts';
import type { Expression } from '../expression.ts';
import { keyOf, toLinear } from '../linear.ts';
import { eachVariable } from '../mentions.ts';
import type { Assumption, Rule, System } from '../system.ts';

/** A rule with its condition and response as boxes; null where cells cannot say them. */
export type CellRule = {
  rule: Rule;
  guard: Boxes | null;
  response: Boxes | null;
  /** Keys of outputs and of state after the step that the response speaks of. */
  outputs: ReadonlySet<string>;
  /** Names of inputs, and of state before the step, that the rule speaks of. */
  inputs: ReadonlySet<string>;
  /** Dimensions that the condition compares by more or less, and not only by equality. */
  unequal: ReadonlySet<string>;
  /** Rules whose responses are the same have the same. */
  signature: string;
};

export function prepareRule(axes: Axes, rule: Rule): CellRule {
  const outputs = outputsOf(axes, rule);
  const inputs = new Set<string>();
  eachVariable(rule.guard, (name) => inputs.add(name));
  eachVariable(rule.response, (name, isAfter) => {
    if (!isAfter && axes.variables.get(name)?.role !== 'output') inputs.add(name);
  });
  const unequal = new Set<string>();
  collectUnequal(rule.guard, unequal);
  return {
    rule,
    guard: toBoxes(axes, rule.guard),
    response: toBoxes(axes, rule.response),
    outputs,
    inputs,
    unequal,
    signature: JSON.stringify([rule.response, rule.timing]),
  };
}

/** Keys of what a rule's response decides. */
export function outputsOf(axes: Axes, rule: Rule): ReadonlySet<string> {
  const outputs = new Set<string>();
  eachVariable(rule.response, (name, isAfter) => {
    const role = axes.variables.get(name)?.role;
    if (role === 'output') outputs.add(name);
    else if (isAfter) outputs.add(keyOf(name, true));
  });
  return outputs;
}

/** Names of the variables in comparisons by more or less. */
function collectUnequal(expression: Expression, unequal: Set<string>): void {
  if (expression.kind === 'compare') {
    if (expression.operator === '=' || expression.operator === '!=') return;
    for (const side of [expression.left, expression.right]) for (const key of toLinear(side)?.terms.keys() ?? []) unequal.add(key);
  } else if (expression.kind === 'not') collectUnequal(expression.of, unequal);
  else if (expression.kind === 'all' || expression.kind === 'any') for (const part of expression.of) collectUnequal(part, unequal);
  else if (expression.kind === 'implies') for (const part of [expression.when, expression.then]) collectUnequal(part, unequal);
}

/** The assumptions that have to do, directly or through one another, with these names, as boxes; those that cells cannot say are left out. */
export function baseOf(axes: Axes, assumptions: readonly Assumption[], names: ReadonlySet<string>): Boxes {
  const reached = new Set(names);
  const taken = new Set<Assumption>();
  for (let hasGrown = true; hasGrown; ) {
    hasGrown = false;
    for (const assumption of assumptions) {
      if (taken.has(assumption)) continue;
      const mentioned: string[] = [];
      eachVariable(assumption.expression, (name) => mentioned.push(name));
      if (mentioned.length > 0 && !mentioned.some((name) => reached.has(name))) continue;
      taken.add(assumption);
      for (const name of mentioned) reached.add(name);
      hasGrown = true;
    }
  }
  let base: Boxes = EVERYWHERE;
  for (const { expression } of taken) {
    const boxes = toBoxes(axes, expression);
    base = (boxes && meet(base, boxes)) ?? base;
  }
  return base;
}

/** Whether both can apply in one step, and on which event; null where they cannot. `any` is an event that nobody names. */
export function sharedEvent(a: Rule, b: Rule): string | null {
  if (!a.events) return b.events?.[0] ?? ANY;
  if (!b.events) return a.events[0] ?? ANY;
  return a.events.find((event) => b.events?.includes(event)) ?? null;
}

/** Any step, whatever happens in it. */
export const ANY = 'tick';

/** Rules that speak of the same outputs, directly or through one another, and events by themselves. */
export function componentsOf<T extends Pick<CellRule, 'outputs'>>(rules: readonly T[]): T[][] {
  const parents = rules.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (parents[root] !== root) root = parents[root] ?? root;
    for (let each = at; each !== root; ) {
      const next = parents[each] ?? root;
      parents[each] = root;
      each = next;
    }
    return root;
  };
  const firstOf = new Map<string, number>();
  for (const [at, { outputs }] of rules.entries()) {
    for (const output of outputs) {
      const first = firstOf.get(output);
      if (first === undefined) firstOf.set(output, at);
      else parents[rootOf(at)] = rootOf(first);
    }
  }
  const groups = new Map<number, T[]>();
  for (const [at, rule] of rules.entries()) {
    const root = rootOf(at);
    const group = groups.get(root);
    if (group) group.push(rule);
    else groups.set(root, [rule]);
  }
  return [...groups.values()];
}

/** Events of a system that some rule names. */
export function eventsOf(system: System): string[] {
  const named = new Set(system.rules.flatMap(({ events }) => events ?? []));
  return system.events.filter((event) => named.has(event));
}
