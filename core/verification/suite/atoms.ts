import { evaluate, holds, type StepValues } from '#core/analysis/evaluate.ts';
import type { Expression } from '#core/analysis/expression.ts';
import { eachVariable } from '#core/analysis/mentions.ts';

export type Compare = Extract<Expression, { kind: 'compare' }>;

/** The conditions that a condition is made of by and, or, not and implies, from left to right. */
export function atomsOf(condition: Expression): Expression[] {
  switch (condition.kind) {
    case 'not':
      return atomsOf(condition.of);
    case 'all':
    case 'any':
      return condition.of.flatMap(atomsOf);
    case 'implies':
      return [...atomsOf(condition.when), ...atomsOf(condition.then)];
    case 'value':
      return [];
    default:
      return [condition];
  }
}

/** What the condition comes to when its atoms, in the order of `atomsOf`, are as `outcomes` says. */
export function underOutcomes(condition: Expression, outcomes: readonly boolean[]): boolean {
  let at = 0;
  const visit = (expression: Expression): boolean => {
    switch (expression.kind) {
      case 'not':
        return !visit(expression.of);
      // No short cut: each atom takes its place.
      case 'all':
        return expression.of.map(visit).every(Boolean);
      case 'any':
        return expression.of.map(visit).some(Boolean);
      case 'implies': {
        const [when, then] = [visit(expression.when), visit(expression.then)];
        return !when || then;
      }
      case 'value':
        return expression.value === true;
      default:
        at += 1;
        return outcomes[at - 1] ?? false;
    }
  };
  return visit(condition);
}

/** Which atoms hold in a step, as a string of 0 and 1. */
export function outcomesOf(atoms: readonly Expression[], values: StepValues): string {
  let outcomes = '';
  for (const atom of atoms) outcomes += holds(atom, values) ? '1' : '0';
  return outcomes;
}

/**
 * The comparisons at which an expression changes its course: its own, and those inside `abs`, `min`, `max`. Comparisons for which `isKnown` says no of a
 * variable (outputs: nobody chooses them) are left out, but not what lies within them.
 */
export function bendsOf(expression: Expression, isKnown: (name: string, isAfter: boolean) => boolean): Compare[] {
  const found = new Map<string, Compare>();
  const add = (bend: Compare) => {
    let isUsable = true;
    let names = 0;
    eachVariable(bend, (name, isAfter) => {
      names += 1;
      if (!isKnown(name, isAfter)) isUsable = false;
    });
    if (isUsable && names > 0) found.set(JSON.stringify([bend.left, bend.right]), bend);
  };
  const visit = (each: Expression): void => {
    if (each.kind === 'compare') {
      add(each);
      visit(each.left);
      visit(each.right);
    } else if (each.kind === 'one-of') {
      for (const value of each.values)
        if (typeof value === 'number') add({ kind: 'compare', operator: '=', left: each.of, right: { kind: 'value', value } });
      visit(each.of);
    } else if (each.kind === 'absolute') {
      add({ kind: 'compare', operator: '=', left: each.of, right: { kind: 'value', value: 0 } });
      visit(each.of);
    } else if (each.kind === 'arithmetic') {
      const [first, ...rest] = each.of;
      if (first && (each.operator === 'min' || each.operator === 'max'))
        for (const other of rest) add({ kind: 'compare', operator: '=', left: first, right: other });
      each.of.forEach(visit);
    } else if (each.kind === 'not') visit(each.of);
    else if (each.kind === 'implies') [each.when, each.then].forEach(visit);
    else if (each.kind === 'all' || each.kind === 'any' || each.kind === 'count') each.of.forEach(visit);
  };
  visit(expression);
  return [...found.values()];
}

/** How far the left of a comparison lies above the right; null where they are no numbers. */
export function distance({ left, right }: Compare, values: StepValues): number | null {
  const [a, b] = [evaluate(left, values), evaluate(right, values)];
  return typeof a === 'number' && typeof b === 'number' ? a - b : null;
}

/** The expression with variables replaced where `replace` says by what. */
export function substitute(
  expression: Expression,
  replace: (variable: Extract<Expression, { kind: 'variable' }>) => Expression | null,
): Expression {
  const inside = (each: Expression) => substitute(each, replace);
  switch (expression.kind) {
    case 'variable':
      return replace(expression) ?? expression;
    case 'value':
      return expression;
    case 'not':
    case 'one-of':
    case 'absolute':
      return { ...expression, of: inside(expression.of) };
    case 'all':
    case 'any':
    case 'arithmetic':
    case 'count':
      return { ...expression, of: expression.of.map(inside) };
    case 'implies':
      return { kind: 'any', of: [{ kind: 'not', of: inside(expression.when) }, inside(expression.then)] };
    case 'compare':
      return { ...expression, left: inside(expression.left), right: inside(expression.right) };
    default:
      return expression satisfies never;
  }
}
