import type { Expression } from '../expression.ts';

/** A sum of variables with factors, at most `bound`, or less than it. */
export type Constraint = { factors: ReadonlyMap<string, number>; bound: number; isStrict: boolean };

export type Solution = { kind: 'none' } | { kind: 'found'; values: Map<string, number> } | { kind: 'unsure' };

type Sum = { factors: Map<string, number>; constant: number };

/** The sum that an expression of numbers is; null where it multiplies variables or is no sum at all. */
export function sumOf(expression: Expression): Sum | null {
  if (expression.kind === 'value') return typeof expression.value === 'number' ? { factors: new Map(), constant: expression.value } : null;
  if (expression.kind === 'variable') return { factors: new Map([[expression.name, 1]]), constant: 0 };
  if (expression.kind !== 'arithmetic') return null;
  const parts = expression.of.map(sumOf);
  const sums = parts.filter((part) => part !== null);
  const [first, ...rest] = sums;
  if (sums.length !== parts.length || !first) return null;
  if (expression.operator === '+') return rest.reduce((sum, part) => plus(sum, part, 1), first);
  if (expression.operator === '-') return rest.length === 0 ? times(first, -1) : rest.reduce((sum, part) => plus(sum, part, -1), first);
  if (expression.operator !== '*') return null;
  const variable = sums.filter(({ factors }) => factors.size > 0);
  if (variable.length > 1) return null;
  const factor = sums.reduce((product, part) => (part.factors.size > 0 ? product : product * part.constant), 1);
  return variable[0] ? times(variable[0], factor) : { factors: new Map(), constant: factor };
}

/** `left` minus `right`, where both are sums. */
export function differenceOf(left: Expression, right: Expression): Sum | null {
  const a = sumOf(left);
  const b = sumOf(right);
  return a && b ? plus(a, b, -1) : null;
}

function plus(a: Sum, b: Sum, sign: number): Sum {
  const factors = new Map(a.factors);
  for (const [name, factor] of b.factors) {
    const sum = (factors.get(name) ?? 0) + sign * factor;
    if (sum === 0) factors.delete(name);
    else factors.set(name, sum);
  }
  return { factors, constant: a.constant + sign * b.constant };
}

function times(sum: Sum, factor: number): Sum {
  const factors = factor === 0 ? new Map<string, number>() : new Map([...sum.factors].map(([name, one]) => [name, one * factor]));
  return { factors, constant: sum.constant * factor };
}

/** Over whole numbers `< 5` is `<= 4`, and what divides every factor divides the bound. */
export function tighten(constraint: Constraint, isInteger: (name: string) => boolean): Constraint {
  const factors = [...constraint.factors];
  if (factors.length === 0 || !factors.every(([name, factor]) => isInteger(name) && Number.isInteger(factor))) return constraint;
  const divisor = factors.reduce((common, [, factor]) => greatestCommonDivisor(common, Math.abs(factor)), 0);
  const bound = constraint.bound / divisor;
  const whole = constraint.isStrict && Number.isInteger(bound) ? bound - 1 : Math.floor(bound);
  return { factors: new Map(factors.map(([name, factor]) => [name, factor / divisor])), bound: whole, isStrict: false };
}

/** The greatest whole number that divides both. */
export function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

const MOST_CONSTRAINTS = 2_000;

/**
 * Values that fulfil all constraints, by eliminating one variable after the other (Fourier and Motzkin). `unsure` where whole numbers would need
 * more than that, or where the constraints become too many.
 */
export function solve(constraints: readonly Constraint[], isInteger: (name: string) => boolean): Solution {
  let current = constraints.map((one) => tighten(one, isInteger));
  const eliminated: { name: string; limits: Constraint[] }[] = [];
  let isExact = true;
  for (;;) {
    if (current.some((one) => one.factors.size === 0 && (one.isStrict ? 0 >= one.bound : 0 > one.bound))) return { kind: 'none' };
    const name = cheapest(current);
    if (name === null) break;
    const limits = current.filter(({ factors }) => factors.has(name));
    const uppers = limits.filter(({ factors }) => (factors.get(name) ?? 0) > 0);
    const lowers = limits.filter(({ factors }) => (factors.get(name) ?? 0) < 0);
    const rest = current.filter(({ factors }) => !factors.has(name));
    if (isInteger(name) && !(areUnits(uppers, name) || areUnits(lowers, name))) isExact = false;
    if (rest.length + uppers.length * lowers.length > MOST_CONSTRAINTS) return { kind: 'unsure' };
    for (const upper of uppers) for (const lower of lowers) rest.push(tighten(combine(upper, lower, name), isInteger));
    eliminated.push({ name, limits });
    current = rest;
  }
  const values = new Map<string, number>();
  for (const { name, limits } of eliminated.reverse()) {
    const value = pick(name, limits, values, isInteger(name));
    if (value === null) return { kind: 'unsure' };
    values.set(name, value);
  }
  return isExact || constraints.every((one) => isKept(one, values)) ? { kind: 'found', values } : { kind: 'unsure' };
}

/**
 * What the constraints say of the other variables, whatever `hidden` ones are; null where that takes too many constraints. Over whole numbers it is exact
 * only where each hidden variable stands with a factor of one: `isExact` says so.
 */
export function eliminate(
  constraints: readonly Constraint[],
  hidden: (name: string) => boolean,
  isInteger: (name: string) => boolean,
): { constraints: Constraint[]; isExact: boolean } | null {
  let current = constraints.map((one) => tighten(one, isInteger));
  let isExact = true;
  for (;;) {
    const name = current.flatMap(({ factors }) => [...factors.keys()]).find(hidden);
    if (name === undefined) return { constraints: current, isExact };
    const uppers = current.filter(({ factors }) => (factors.get(name) ?? 0) > 0);
    const lowers = current.filter(({ factors }) => (factors.get(name) ?? 0) < 0);
    const rest = current.filter(({ factors }) => !factors.has(name));
    if (isInteger(name) && !(areUnits(uppers, name) || areUnits(lowers, name))) isExact = false;
    if (rest.length + uppers.length * lowers.length > MOST_CONSTRAINTS) return null;
    for (const upper of uppers) for (const lower of lowers) rest.push(tighten(combine(upper, lower, name), isInteger));
    current = rest;
  }
}

function cheapest(constraints: readonly Constraint[]): string | null {
  const counts = new Map<string, { up: number; down: number }>();
  for (const { factors } of constraints)
    for (const [name, factor] of factors) {
      const count = counts.get(name) ?? { up: 0, down: 0 };
      count[factor > 0 ? 'up' : 'down'] += 1;
      counts.set(name, count);
    }
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const [name, { up, down }] of counts) {
    if (up * down >= least) continue;
    least = up * down;
    best = name;
  }
  return best;
}

function areUnits(constraints: readonly Constraint[], name: string): boolean {
  return constraints.every(({ factors }) => Math.abs(factors.get(name) ?? 0) === 1);
}

function combine(upper: Constraint, lower: Constraint, name: string): Constraint {
  const a = upper.factors.get(name) ?? 1;
  const b = -(lower.factors.get(name) ?? -1);
  const sum = plus(
    times({ factors: new Map(upper.factors), constant: upper.bound }, b),
    times({ factors: new Map(lower.factors), constant: lower.bound }, a),
    1,
  );
  sum.factors.delete(name);
  return { factors: sum.factors, bound: sum.constant, isStrict: upper.isStrict || lower.isStrict };
}

/** A value between the limits that earlier values leave. */
function pick(name: string, limits: readonly Constraint[], values: ReadonlyMap<string, number>, isInteger: boolean): number | null {
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let isLowOpen = false;
  let isHighOpen = false;
  for (const { factors, bound, isStrict } of limits) {
    const own = factors.get(name) ?? 1;
    const rest = [...factors].reduce((sum, [other, factor]) => (other === name ? sum : sum + factor * (values.get(other) ?? 0)), 0);
    const limit = (bound - rest) / own;
    if (own > 0 ? limit < high || (limit === high && isStrict) : limit > low || (limit === low && isStrict)) {
      if (own > 0) [high, isHighOpen] = [limit, isStrict];
      else [low, isLowOpen] = [limit, isStrict];
    }
  }
  const first = isInteger ? (isLowOpen ? Math.floor(low) + 1 : Math.ceil(low)) : isLowOpen ? low + Math.min(1, (high - low) / 2) : low;
  const last = isInteger ? (isHighOpen ? Math.ceil(high) - 1 : Math.floor(high)) : isHighOpen ? high - Math.min(1, (high - low) / 2) : high;
  if (first > last) return null;
  if (first <= 0 && last >= 0) return 0;
  return Number.isFinite(first) ? first : last;
}

function isKept({ factors, bound, isStrict }: Constraint, values: ReadonlyMap<string, number>): boolean {
  const sum = [...factors].reduce((total, [name, factor]) => total + factor * (values.get(name) ?? 0), 0);
  return isStrict ? sum < bound : sum <= bound;
}
