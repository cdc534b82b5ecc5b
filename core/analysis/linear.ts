import type { Expression } from './expression.ts';
import { tidy } from './ranges.ts';

/** A sum of multiples of variables, and a number. Keys are names, with `'` behind those after the step. */
export type Linear = { terms: ReadonlyMap<string, number>; constant: number };

/** The key of a variable in linear forms and boxes. */
export function keyOf(name: string, isAfter: boolean): string {
  return isAfter ? `${name}'` : name;
}

/** The name behind a key. */
export function nameOf(key: string): string {
  return key.endsWith("'") ? key.slice(0, -1) : key;
}

/** A sum of multiples, or null where something is multiplied by something unknown or is no number. */
export function toLinear(expression: Expression): Linear | null {
  if (expression.kind === 'value') return typeof expression.value === 'number' ? { terms: new Map(), constant: expression.value } : null;
  if (expression.kind === 'variable') return { terms: new Map([[keyOf(expression.name, expression.isAfter), 1]]), constant: 0 };
  if (expression.kind !== 'arithmetic') return null;
  if (expression.operator === 'min' || expression.operator === 'max') return null;
  const parts: Linear[] = [];
  for (const part of expression.of) {
    const linear = toLinear(part);
    if (!linear) return null;
    parts.push(linear);
  }
  const [first, ...rest] = parts;
  if (!first) return null;
  if (expression.operator === '-' && rest.length === 0) return times(first, -1);
  let sum = first;
  for (const next of rest) {
    if (expression.operator === '+') sum = plus(sum, next, 1);
    else if (expression.operator === '-') sum = plus(sum, next, -1);
    else if (sum.terms.size === 0) sum = times(next, sum.constant);
    else if (next.terms.size === 0) sum = times(sum, next.constant);
    else return null;
  }
  return sum;
}

/** `a + factor * b`. */
export function plus(a: Linear, b: Linear, factor: number): Linear {
  const terms = new Map(a.terms);
  for (const [key, coefficient] of b.terms) {
    const sum = tidy((terms.get(key) ?? 0) + factor * coefficient);
    if (sum === 0) terms.delete(key);
    else terms.set(key, sum);
  }
  return { terms, constant: tidy(a.constant + factor * b.constant) };
}

function times({ terms, constant }: Linear, factor: number): Linear {
  if (factor === 0) return { terms: new Map(), constant: 0 };
  return { terms: new Map([...terms].map(([key, coefficient]) => [key, tidy(coefficient * factor)])), constant: tidy(constant * factor) };
}
