import { type Axes, axesOf } from '#core/analysis/axes.ts';
import { toBoxes } from '#core/analysis/boxes.ts';
import { findValues } from '#core/analysis/cells/find-values.ts';
import { evaluate, holds } from '#core/analysis/evaluate.ts';
import type { Expression, Value } from '#core/analysis/expression.ts';
import { allOf, conjuncts } from '#core/analysis/mentions.ts';
import { type State, stepModel } from '#core/analysis/model/step.ts';
import type { System } from '#core/analysis/system.ts';
import { substitute } from './atoms.ts';
import { initialState } from './reach.ts';
import type { Observation, TestStep, Trace } from './test-case.ts';
import { plainValue } from './vectors.ts';

/**
 * What a system that does what the readings say, at once and nothing else, would show: the model as an implementation. Outputs that no criterion decides are plain
 * (no action, the first of a choice). Where criteria contradict each other, one of them is not followed.
 */
export function runModel(system: System, steps: readonly TestStep[]): Trace {
  const axes = axesOf(system);
  const plain: Record<string, Value> = {};
  for (const variable of system.variables) if (variable.role === 'output') plain[variable.name] = plainValue(variable);
  const initial = initialState(system);
  let state: State = initial;
  const seen: Observation[] = [];
  for (const { event, inputs } of steps) {
    const before = { ...state, ...inputs };
    const { after, active } = stepModel(system, axes, event, state, inputs);
    const outputs = { ...plain };
    const open: Expression[] = [];
    for (const { response } of active) {
      for (const part of conjuncts(response)) {
        const set = settingOf(axes, part);
        if (set) outputs[set.name] = evaluate(set.value, { before, after });
        else open.push(part);
      }
    }
    if (open.some((part) => !holds(part, { before, after: { ...after, ...outputs } })))
      Object.assign(outputs, solve(axes, open, before, after));
    seen.push({ outputs, state: after, trouble: null });
    state = after;
  }
  return { initial, steps: seen };
}

/** `out = expr`, an action, or none. */
function settingOf(axes: Axes, part: Expression): { name: string; value: Expression } | null {
  const isOutput = (each: Expression) => each.kind === 'variable' && axes.variables.get(each.name)?.role === 'output';
  if (part.kind === 'variable' && isOutput(part)) return { name: part.name, value: { kind: 'value', value: true } };
  if (part.kind === 'not' && part.of.kind === 'variable' && isOutput(part.of))
    return { name: part.of.name, value: { kind: 'value', value: false } };
  if (part.kind !== 'compare' || part.operator !== '=') return null;
  if (part.left.kind === 'variable' && isOutput(part.left)) return { name: part.left.name, value: part.right };
  if (part.right.kind === 'variable' && isOutput(part.right)) return { name: part.right.name, value: part.left };
  return null;
}

/** Outputs that make conditions true which name no single value. */
function solve(axes: Axes, open: readonly Expression[], before: State, after: State): Record<string, Value> {
  const known = allOf(open.map((part) => withValues(axes, part, before, after)));
  for (const box of toBoxes(axes, known) ?? []) {
    const values = findValues(axes, box);
    if (values) return Object.fromEntries([...values].filter(([name]) => axes.variables.get(name)?.role === 'output'));
  }
  return {};
}

/** The expression with everything but outputs replaced by its value. */
function withValues(axes: Axes, expression: Expression, before: State, after: State): Expression {
  return substitute(expression, (variable) =>
    axes.variables.get(variable.name)?.role === 'output' ? null : { kind: 'value', value: evaluate(variable, { before, after }) },
  );
}
