import { type Axes, type Axis, valueAt, variableAxis } from '../axes.ts';
import type { Box } from '../boxes.ts';
import type { Value } from '../expression.ts';
import { nameOf } from '../linear.ts';
import { contains, representatives, type Segment } from '../ranges.ts';

/** More tries than this for sums of several variables, and the question is left to the solver. */
const MOST_TRIES = 3000;

/** Values by key that lie in a box, the plainest first: ends of ranges, then what is near. Null where none is found; that proves nothing. */
export function findValues(axes: Axes, box: Box, also: readonly string[] = []): Map<string, Value> | null {
  const keys = new Set(also);
  const sums: { axis: Axis; segments: readonly Segment[] }[] = [];
  for (const [key, segments] of box) {
    const axis = axes.byKey.get(key);
    if (!axis) return null;
    for (const [name] of axis.terms) keys.add(name);
    if (!axis.variable) sums.push({ axis, segments });
  }
  const inSums = new Set(sums.flatMap(({ axis }) => axis.terms.map(([name]) => name)));
  const numbers = new Map<string, number>();
  for (const key of keys) {
    if (inSums.has(key)) continue;
    const [first] = candidates(axes, key, box);
    if (first === undefined) return null;
    numbers.set(key, first);
  }
  if (sums.length > 0 && !solve(axes, box, sums, [...inSums], 0, numbers, { tries: 0 })) return null;
  const values = new Map<string, Value>();
  for (const [key, number] of numbers) {
    const variable = axes.variables.get(nameOf(key));
    if (variable) values.set(key, valueAt(variable, number));
  }
  return values;
}

function segmentsOf(axes: Axes, key: string, box: Box): readonly Segment[] {
  return box.get(key) ?? variableAxis(axes, nameOf(key), key.endsWith("'"))?.domain ?? [];
}

function candidates(axes: Axes, key: string, box: Box): number[] {
  const axis = variableAxis(axes, nameOf(key), key.endsWith("'"));
  return representatives(segmentsOf(axes, key, box), axis?.isInteger ?? false);
}

type Sum = { axis: Axis; segments: readonly Segment[] };

/** Sets one variable after the other; the last unknown of a sum is computed from it. */
function solve(
  axes: Axes,
  box: Box,
  sums: readonly Sum[],
  names: readonly string[],
  at: number,
  numbers: Map<string, number>,
  effort: { tries: number },
): boolean {
  effort.tries += 1;
  if (effort.tries > MOST_TRIES) return false;
  const name = names[at];
  if (name === undefined) return sums.every(({ axis, segments }) => contains(segments, totalOf(axis, numbers) ?? Number.NaN));
  const allowed = segmentsOf(axes, name, box);
  const tried = new Set<number>();
  const isInteger = variableAxis(axes, nameOf(name), name.endsWith("'"))?.isInteger ?? false;
  const options = [...computed(sums, name, numbers), ...candidates(axes, name, box), 0, 1, 10, 100, 1000];
  for (const option of options) {
    const value = isInteger ? Math.round(option) : option;
    if (tried.has(value) || !contains(allowed, value)) continue;
    tried.add(value);
    numbers.set(name, value);
    const isPossible = sums.every(({ axis, segments }) => {
      const total = totalOf(axis, numbers);
      return total === null || contains(segments, total);
    });
    if (isPossible && solve(axes, box, sums, names, at + 1, numbers, effort)) return true;
    numbers.delete(name);
  }
  return false;
}

/** The sum where all of its variables are set. */
function totalOf(axis: Axis, numbers: ReadonlyMap<string, number>): number | null {
  let total = 0;
  for (const [name, coefficient] of axis.terms) {
    const number = numbers.get(name);
    if (number === undefined) return null;
    total += number * coefficient;
  }
  return Number.parseFloat(total.toPrecision(14));
}

/** Values of the one variable that is not set yet, in sums where all others are. */
function computed(sums: readonly Sum[], name: string, numbers: ReadonlyMap<string, number>): number[] {
  const found: number[] = [];
  for (const { axis, segments } of sums) {
    const coefficient = axis.terms.find(([key]) => key === name)?.[1];
    const others = axis.terms.filter(([key]) => key !== name);
    if (coefficient === undefined || others.some(([key]) => !numbers.has(key))) continue;
    const known = others.reduce((sum, [key, factor]) => sum + factor * (numbers.get(key) ?? 0), 0);
    for (const target of representatives(segments, axis.isInteger))
      found.push(Number.parseFloat(((target - known) / coefficient).toPrecision(14)));
  }
  return found;
}
