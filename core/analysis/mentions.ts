import type { Expression } from './expression.ts';
import type { Variable } from './system.ts';

/** Calls `visit` for each variable of an expression. */
export function eachVariable(expression: Expression, visit: (name: string, isAfter: boolean) => void): void {
  switch (expression.kind) {
    case 'value':
      return;
    case 'variable':
      visit(expression.name, expression.isAfter);
      return;
    case 'not':
    case 'one-of':
    case 'absolute':
      eachVariable(expression.of, visit);
      return;
    case 'all':
    case 'any':
    case 'arithmetic':
    case 'count':
      for (const part of expression.of) eachVariable(part, visit);
      return;
    case 'implies':
      eachVariable(expression.when, visit);
      eachVariable(expression.then, visit);
      return;
    case 'compare':
      eachVariable(expression.left, visit);
      eachVariable(expression.right, visit);
      return;
    default:
      expression satisfies never;
  }
}

/** Whether an expression speaks of what is there only after the step: an output, or state as it will be. */
export function mentionsAfter(expression: Expression, variables: ReadonlyMap<string, Variable>): boolean {
  let isAfterStep = false;
  eachVariable(expression, (name, isAfter) => {
    if (isAfter || variables.get(name)?.role === 'output') isAfterStep = true;
  });
  return isAfterStep;
}

/** The conditions that all have to hold, one by one. */
export function conjuncts(expression: Expression): readonly Expression[] {
  return expression.kind === 'all' ? expression.of.flatMap(conjuncts) : [expression];
}

/** All of these, without needless nesting. */
export function allOf(parts: readonly Expression[]): Expression {
  const flat = parts.flatMap(conjuncts);
  const [only] = flat;
  return only && flat.length === 1 ? only : { kind: 'all', of: flat };
}

/** Not this, without a double negation. */
export function negated(expression: Expression): Expression {
  return expression.kind === 'not' ? expression.of : { kind: 'not', of: expression };
}
