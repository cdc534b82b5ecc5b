import type { Expression } from '#core/analysis/expression.ts';

/** The expression with definitions in place of the names that they define, and in place of those in them. */
export function substituted(expression: Expression, definitions: ReadonlyMap<string, Expression>, depth = 0): Expression {
  const again = (one: Expression) => substituted(one, definitions, depth);
  switch (expression.kind) {
    case 'value':
      return expression;
    case 'variable': {
      const definition = definitions.get(expression.name);
      // A definition that speaks of itself stays a name.
      return definition && depth < 20 ? substituted(definition, definitions, depth + 1) : expression;
    }
    case 'not':
    case 'absolute':
      return { ...expression, of: again(expression.of) };
    case 'one-of':
      return { ...expression, of: again(expression.of) };
    case 'all':
    case 'any':
    case 'count':
    case 'arithmetic':
      return { ...expression, of: expression.of.map(again) };
    case 'compare':
      return { ...expression, left: again(expression.left), right: again(expression.right) };
    case 'implies':
      return { kind: 'any', of: [{ kind: 'not', of: again(expression.when) }, again(expression.then)] };
  }
}

/** Every name, and whether it stands where a condition does; a comparison of two bare names is one of numbers. */
export function truthsIn(expression: Expression, found: Map<string, boolean>, isTruth = true): void {
  switch (expression.kind) {
    case 'variable':
      found.set(expression.name, (found.get(expression.name) ?? false) || isTruth);
      break;
    case 'not':
      truthsIn(expression.of, found);
      break;
    case 'all':
    case 'any':
    case 'count':
      for (const one of expression.of) truthsIn(one, found);
      break;
    case 'implies':
      truthsIn(expression.when, found);
      truthsIn(expression.then, found);
      break;
    case 'compare': {
      const isLogical = [expression.left, expression.right].some((one) => isCondition(one));
      truthsIn(expression.left, found, isLogical);
      truthsIn(expression.right, found, isLogical);
      break;
    }
    case 'arithmetic':
      for (const one of expression.of) truthsIn(one, found, false);
      break;
    case 'absolute':
    case 'one-of':
      truthsIn(expression.of, found, false);
      break;
    case 'value':
      break;
  }
}

function isCondition(expression: Expression): boolean {
  if (expression.kind === 'value') return typeof expression.value === 'boolean';
  return !['variable', 'arithmetic', 'absolute', 'count'].includes(expression.kind);
}
