import type { StepValues } from '#core/analysis/evaluate.ts';
import type { Domain, Value } from '#core/analysis/expression.ts';
import { tidy } from '#core/analysis/ranges.ts';
import { type Compare, distance } from './atoms.ts';

export type NumberDomain = Extract<Domain, { kind: 'number' }>;

/** What stands for "beside" a value that is no whole number. */
export const BESIDE = 0.01;

/** The ends of a number's range; where it has none, far enough from every constant that is compared with it. */
export function endsOf({ low, high }: NumberDomain, reach: number): [number, number] {
  return [low ?? Math.min(-reach, (high ?? 0) - reach), high ?? Math.max(reach, (low ?? 0) + reach)];
}

/**
 * The values of one input at which a comparison changes, all else as in `before`, with the values beside them: the ON and OFF points, and both ends of
 * the cells that meet there. Found by halving, so it does not matter how the comparison is written.
 */
export function edgesOf(
  bend: Compare,
  name: string,
  domain: NumberDomain,
  before: Readonly<Record<string, Value>>,
  reach: number,
  known: Iterable<number> = [],
): number[] {
  const [low, high] = endsOf(domain, reach);
  const values: { before: Record<string, Value>; after: StepValues['after'] } = { before: { ...before }, after: {} };
  const at = (x: number): number => {
    values.before[name] = x;
    return distance(bend, values) ?? Number.NaN;
  };
  const grid = gridOf(low, high, domain.isInteger, known);
  const edges = new Set<number>();
  for (const [index, from] of grid.entries()) {
    const to = grid[index + 1];
    if (to === undefined) break;
    const [a, b] = [Math.sign(at(from)), Math.sign(at(to))];
    if (a === b || Number.isNaN(a) || Number.isNaN(b)) continue;
    const found = domain.isInteger
      ? [...cut(at, from, to, a, true), ...cut(at, from, to, b, false)]
      : beside(root(at, from, to, a)).filter((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER);
    for (const value of found) if (value >= low && value <= high) edges.add(value);
  }
  return [...edges].sort((x, y) => x - y);
}

const GRID = 8;

/** Places to look from; `known` ones are among them, since a comparison may hold in a narrow place between far ones (`abs(x - 500) < 3`). */
function gridOf(low: number, high: number, isInteger: boolean, known: Iterable<number>): number[] {
  const points = Array.from({ length: GRID + 1 }, (_, at) => low + ((high - low) * at) / GRID);
  const all = [...points.map(isInteger ? Math.round : tidy), ...[...known].filter((value) => value >= low && value <= high)];
  return [...new Set(all)].sort((a, b) => a - b);
}

/** The two neighbours between which the sign stops being (or begins to be) the given one. */
function cut(at: (x: number) => number, from: number, to: number, sign: number, isAtStart: boolean): [number, number] {
  let [a, b] = [from, to];
  while (b - a > 1) {
    const middle = Math.floor((a + b) / 2);
    if ((Math.sign(at(middle)) === sign) === isAtStart) a = middle;
    else b = middle;
  }
  return [a, b];
}

/** Where the sign changes: by the straight line through both ends where that is exact, else by halving. */
function root(at: (x: number) => number, from: number, to: number, sign: number): number {
  const [low, high] = [at(from), at(to)];
  const straight = tidy(from - (low * (to - from)) / (high - low));
  if (at(straight) === 0) return straight;
  let [a, b] = [from, to];
  for (let round = 0; round < 60; round += 1) {
    const middle = (a + b) / 2;
    if (Math.sign(at(middle)) === sign) a = middle;
    else b = middle;
  }
  return tidy(b);
}

function beside(value: number): number[] {
  return [tidy(value - BESIDE), value, tidy(value + BESIDE)];
}
