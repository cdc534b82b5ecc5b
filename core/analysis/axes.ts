import type { Value } from './expression.ts';
import { keyOf, type Linear } from './linear.ts';
import { between, normalise, type Segment, scale, tidy } from './ranges.ts';
import type { System, Variable } from './system.ts';

/**
 * What one dimension of a box measures: a variable, or a sum of multiples of several (`stock - quantity`). Values that are no numbers are counted from
 * zero in the order of their domain; the value behind the last is "any other" of an open choice.
 */
export type Axis = {
  key: string;
  isInteger: boolean;
  domain: readonly Segment[];
  terms: readonly (readonly [string, number])[];
  /** Where it measures one variable. */
  variable: Variable | null;
};

/** The dimensions of a system, made as they are needed. */
export type Axes = { variables: ReadonlyMap<string, Variable>; byKey: Map<string, Axis> };

export function axesOf(system: Pick<System, 'variables'>): Axes {
  const known = BY_NAME.get(system.variables) ?? new Map(system.variables.map((variable) => [variable.name, variable]));
  BY_NAME.set(system.variables, known);
  return { variables: known, byKey: new Map() };
}

/** Each slice has dimensions of its own; the variables of a system, thousands perhaps, are indexed once. */
const BY_NAME = new WeakMap<readonly Variable[], ReadonlyMap<string, Variable>>();

/** The variable behind a key; unknown names are no part of any system that was lowered. */
export function variableOf(axes: Axes, key: string): Variable | undefined {
  return axes.variables.get(key.endsWith("'") ? key.slice(0, -1) : key);
}

/** The dimension of one variable, or null for a name that nobody declared. */
export function variableAxis(axes: Axes, name: string, isAfter: boolean): Axis | null {
  const variable = axes.variables.get(name);
  if (!variable) return null;
  const key = keyOf(name, isAfter && variable.role === 'state');
  const known = axes.byKey.get(key);
  if (known) return known;
  const axis: Axis = {
    key,
    isInteger: variable.domain.kind !== 'number' || variable.domain.isInteger,
    domain: domainOf(variable),
    terms: [[key, 1]],
    variable,
  };
  axes.byKey.set(key, axis);
  return axis;
}

function domainOf({ domain }: Variable): Segment[] {
  if (domain.kind === 'boolean') return [between(0, 1)];
  if (domain.kind === 'choice') return normalise([between(0, domain.values.length - (domain.isOpen ? 0 : 1))], true);
  return normalise([between(domain.low ?? -Infinity, domain.high ?? Infinity)], domain.isInteger);
}

/** A linear form as a multiple of a dimension, plus a number; null where it holds no variable or one that is no number. */
export function formAxis(axes: Axes, { terms, constant }: Linear): { axis: Axis; factor: number; constant: number } | null {
  const entries = [...terms].map(([key, coefficient]) => [plainKey(axes, key), coefficient] as const).sort(([a], [b]) => (a < b ? -1 : 1));
  const [first] = entries;
  if (!first) return null;
  const factor = first[1];
  if (entries.length === 1) {
    const variable = variableOf(axes, first[0]);
    if (variable?.domain.kind !== 'number') return null;
    const axis = variableAxis(axes, variable.name, first[0].endsWith("'"));
    return axis && { axis, factor, constant };
  }
  const scaled = entries.map(([key, coefficient]) => [key, tidy(coefficient / factor)] as const);
  const key = scaled.map(([name, coefficient]) => `${coefficient < 0 ? '-' : '+'}${Math.abs(coefficient)}*${name}`).join('');
  const known = axes.byKey.get(key);
  if (known) return { axis: known, factor, constant };
  let isInteger = true;
  let low = 0;
  let high = 0;
  for (const [name, coefficient] of scaled) {
    const variable = variableOf(axes, name);
    if (variable?.domain.kind !== 'number') return null;
    if (!variable.domain.isInteger || !Number.isInteger(coefficient)) isInteger = false;
    const [ends] = scale([between(variable.domain.low ?? -Infinity, variable.domain.high ?? Infinity)], coefficient);
    low += ends?.low ?? 0;
    high += ends?.high ?? 0;
  }
  const axis: Axis = { key, isInteger, domain: normalise([between(low, high)], isInteger), terms: scaled, variable: null };
  axes.byKey.set(key, axis);
  return { axis, factor, constant };
}

/** Outputs are there only after the step, so their keys need no mark. */
function plainKey(axes: Axes, key: string): string {
  return key.endsWith("'") && variableOf(axes, key)?.role !== 'state' ? key.slice(0, -1) : key;
}

/** Where a value stands on the dimension of its variable; null where the domain does not have it. */
export function indexOfValue({ domain }: Variable, value: Value): number | null {
  if (domain.kind === 'boolean') return typeof value === 'boolean' ? Number(value) : null;
  if (domain.kind === 'number') return typeof value === 'number' ? value : null;
  const index = typeof value === 'string' ? domain.values.indexOf(value) : -1;
  return index >= 0 ? index : null;
}

/** The value at a place of a variable's dimension. */
export function valueAt({ domain }: Variable, index: number): Value {
  if (domain.kind === 'boolean') return index === 1;
  if (domain.kind === 'number') return index;
  return domain.values[index] ?? OTHER;
}

/** Stands for any value of an open choice that no reading names. */
export const OTHER = 'anything else';
