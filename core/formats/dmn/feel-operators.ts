import { between, daysDuration, monthsDuration, shifted } from './feel-time.ts';
import { compare, type Feel, isEqual, isKind, isList, isTime, isWithin, single } from './feel-value.ts';

/** Arithmetic of FEEL; null where the operands do not allow it. */
export function calculate(operator: string, left: Feel, right: Feel): Feel {
  const a = single(left);
  const b = single(right);
  if (typeof a === 'number' && typeof b === 'number') return finite(numbers(operator, a, b));
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  if (isTime(a) && isTime(b)) return times(operator, a, b);
  if (isTime(a) && typeof b === 'number' && (operator === '*' || operator === '/')) {
    const factor = operator === '*' ? b : 1 / b;
    if (a.kind === 'days') return Number.isFinite(factor) ? daysDuration(a.amount * factor) : null;
    if (a.kind === 'months') return Number.isFinite(factor) ? monthsDuration(Math.trunc(a.amount * factor)) : null;
  }
  return typeof a === 'number' && isTime(b) && operator === '*' ? calculate('*', b, a) : null;
}

function numbers(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return decimal(a + b);
    case '-':
      return decimal(a - b);
    case '*':
      return decimal(a * b);
    case '/':
      return b === 0 ? Number.NaN : a / b;
    default:
      return a ** b;
  }
}

/** FEEL computes in decimals: 0.1 + 0.2 is 0.3. Fifteen digits are what a double keeps of one. */
function decimal(value: number): number {
  return Number.isInteger(value) || !Number.isFinite(value) ? value : Number(value.toPrecision(15));
}

/** A number, or null where it is none. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function times(operator: string, a: Extract<Feel, { amount: number }>, b: Extract<Feel, { amount: number }>): Feel {
  if (operator === '+') return shifted(a, b, 1) ?? shifted(b, a, 1);
  if (operator === '-') return shifted(a, b, -1) ?? between(a, b);
  return operator === '/' && a.kind === b.kind && (a.kind === 'days' || a.kind === 'months') ? finite(a.amount / b.amount) : null;
}

/** `=`, `!=`, `<` and so on; null where the operands cannot be compared. */
export function relate(operator: string, a: Feel, b: Feel): boolean | null {
  if (operator === '=' || operator === '!=') {
    const same = isEqual(a, b);
    return same === null ? null : operator === '=' ? same : !same;
  }
  const order = compare(a, b);
  if (order === null) return null;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** `value in test`: equal to it, in its range, or true of one in a list. */
export function isIn(value: Feel, test: Feel): boolean | null {
  if (isKind(test, 'range')) return isWithin(single(value), test);
  if (isList(test)) {
    if (isEqual(value, test) === true) return true;
    return test.some((one) => isIn(value, one) === true);
  }
  if (isKind(test, 'function')) return test.call([value]) === true;
  return isEqual(value, test) === true;
}

/** Ternary `and` and `or`: `decisive` settles it, whatever the other is. */
export function connect(values: readonly Feel[], decisive: boolean): boolean | null {
  if (values.some((value) => value === decisive)) return decisive;
  return values.every((value) => value === !decisive) ? !decisive : null;
}

/** Whether a value is of a named FEEL type. */
export function isOfType(value: Feel, type: string): boolean {
  const name = type.trim().toLowerCase();
  if (name === 'any') return value !== null;
  if (name === 'null') return value === null;
  if (name.startsWith('list')) return isList(value);
  if (name.startsWith('context')) return isKind(value, 'context');
  if (name.startsWith('range')) return isKind(value, 'range');
  if (name.startsWith('function')) return isKind(value, 'function');
  if (isTime(value)) {
    const kinds: Record<string, string> = {
      'days and time duration': 'days',
      'years and months duration': 'months',
      datetime: 'date and time',
    };
    return value.kind === (kinds[name] ?? name);
  }
  return typeof value === name;
}
