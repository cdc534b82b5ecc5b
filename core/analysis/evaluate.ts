import type { Comparison, Expression, Value } from './expression.ts';

/** Values before a step (inputs, state) and after it (outputs, state), by name. */
export type StepValues = { before: Readonly<Record<string, Value>>; after: Readonly<Record<string, Value>> };

/** Computes an expression in one step. A name without a value is false, or nothing that any comparison but `!=` holds for. */
export function evaluate(expression: Expression, values: StepValues): Value {
  switch (expression.kind) {
    case 'value':
      return expression.value;
    case 'variable':
      return (expression.isAfter ? values.after : values.before)[expression.name] ?? values.after[expression.name] ?? false;
    case 'not':
      return !holds(expression.of, values);
    case 'all':
      return expression.of.every((part) => holds(part, values));
    case 'any':
      return expression.of.some((part) => holds(part, values));
    case 'implies':
      return !holds(expression.when, values) || holds(expression.then, values);
    case 'compare':
      return compare(expression.operator, evaluate(expression.left, values), evaluate(expression.right, values));
    case 'one-of':
      return expression.values.includes(evaluate(expression.of, values));
    case 'arithmetic': {
      const numbers = expression.of.map((part) => numberOf(part, values));
      const [first = 0, ...rest] = numbers;
      if (expression.operator === '+') return exact(rest.reduce((sum, next) => sum + next, first));
      if (expression.operator === '-') return rest.length === 0 ? -first : exact(rest.reduce((sum, next) => sum - next, first));
      if (expression.operator === '*') return exact(rest.reduce((product, next) => product * next, first));
      return expression.operator === 'min' ? Math.min(...numbers) : Math.max(...numbers);
    }
    case 'absolute':
      return Math.abs(numberOf(expression.of, values));
    case 'count':
      return expression.of.filter((part) => holds(part, values)).length;
    default:
      return expression satisfies never;
  }
}

/** Whether a condition is true in a step. */
export function holds(condition: Expression, values: StepValues): boolean {
  return evaluate(condition, values) === true;
}

function numberOf(expression: Expression, values: StepValues): number {
  const value = evaluate(expression, values);
  return typeof value === 'number' ? value : Number(value);
}

/** Decimal fractions as people mean them: `0.1 + 0.2` is `0.3`. */
function exact(value: number): number {
  return Number.isInteger(value) ? value : Number.parseFloat(value.toPrecision(14));
}

function compare(operator: Comparison, left: Value, right: Value): boolean {
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}
