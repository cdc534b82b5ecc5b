import type { Axes } from '../axes.ts';
import { evaluate, holds } from '../evaluate.ts';
import type { Expression, Value } from '../expression.ts';
import { conjuncts } from '../mentions.ts';
import type { Rule, System, Variable } from '../system.ts';

/** Values of state, by name. */
export type State = Readonly<Record<string, Value>>;

/** Values of inputs, by name. */
export type Inputs = Readonly<Record<string, Value>>;

/** What a step did: the state after it, the rules that applied, and whether they left the state open or could not all be followed. */
export type Stepped = { after: State; active: readonly Rule[]; isOpen: boolean; isClash: boolean };

/** Rules that apply when an event happens. */
export function activeRules(system: System, event: string, state: State, inputs: Inputs): Rule[] {
  const values = { before: { ...state, ...inputs }, after: {} };
  return system.rules.filter((rule) => (rule.events?.includes(event) ?? true) && holds(rule.guard, values));
}

/**
 * One step of the executable model. The frame rule: state that no active rule mentions does not change. A rule that restricts state without naming its value
 * leaves it open; then it stays, and `isOpen` says that another model could go another way.
 */
export function stepModel(system: System, axes: Axes, event: string, state: State, inputs: Inputs): Stepped {
  const active = activeRules(system, event, state, inputs);
  const before = { ...state, ...inputs };
  const after: Record<string, Value> = { ...state };
  const set = new Map<string, Value>();
  let isOpen = false;
  let isClash = false;
  for (const { response } of active) {
    for (const part of conjuncts(response)) {
      const assigned = assignmentIn(axes, part);
      if (assigned) {
        const value = evaluate(assigned.value, { before, after: {} });
        const known = set.get(assigned.name);
        if (known !== undefined && known !== value) isClash = true;
        set.set(assigned.name, value);
        if (isWithin(axes.variables.get(assigned.name), value)) after[assigned.name] = value;
        else isClash = true;
      } else if (mentionsNext(axes, part)) isOpen = true;
    }
  }
  return { after, active, isOpen, isClash };
}

/** `status' = expr` of what is known before the step. */
function assignmentIn(axes: Axes, part: Expression): { name: string; value: Expression } | null {
  if (part.kind === 'variable' && part.isAfter && axes.variables.get(part.name)?.role === 'state')
    return { name: part.name, value: { kind: 'value', value: true } };
  if (part.kind === 'not' && part.of.kind === 'variable' && part.of.isAfter && axes.variables.get(part.of.name)?.role === 'state')
    return { name: part.of.name, value: { kind: 'value', value: false } };
  if (part.kind !== 'compare' || part.operator !== '=') return null;
  for (const [left, right] of [
    [part.left, part.right],
    [part.right, part.left],
  ] as const) {
    if (left.kind === 'variable' && left.isAfter && axes.variables.get(left.name)?.role === 'state' && !mentionsNext(axes, right))
      return { name: left.name, value: right };
  }
  return null;
}

function mentionsNext(axes: Axes, expression: Expression): boolean {
  return JSON.stringify(expression).includes('"isAfter":true') && hasNextState(axes, expression);
}

function hasNextState(axes: Axes, expression: Expression): boolean {
  if (expression.kind === 'variable') return expression.isAfter && axes.variables.get(expression.name)?.role === 'state';
  if (expression.kind === 'value') return false;
  if (expression.kind === 'compare') return hasNextState(axes, expression.left) || hasNextState(axes, expression.right);
  if (expression.kind === 'implies') return hasNextState(axes, expression.when) || hasNextState(axes, expression.then);
  if (expression.kind === 'not' || expression.kind === 'one-of' || expression.kind === 'absolute') return hasNextState(axes, expression.of);
  return expression.of.some((each) => hasNextState(axes, each));
}

function isWithin(variable: Variable | undefined, value: Value): boolean {
  if (variable?.domain.kind === 'number')
    return (
      typeof value === 'number' &&
      (variable.domain.low === null || value >= variable.domain.low) &&
      (variable.domain.high === null || value <= variable.domain.high)
    );
  return variable?.domain.kind !== 'choice' || variable.domain.isOpen || variable.domain.values.includes(String(value));
}
