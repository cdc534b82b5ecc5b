/**
 * Gaps and overlaps of rules that are boxes: a set of segments on each axis. Exact, and by sweeping one axis after the other, so that the work
 * follows the rules and not the product of the axes.
 */

/** Numbers of segments, both included, ascending and apart from each other. */
export type Runs = readonly (readonly [number, number])[];

/** One run for each of the first axes; on further axes it is everywhere. */
export type Box = readonly (readonly [number, number])[];

export type Overlap = { rules: readonly number[]; box: Box };

/** How many rules may be looked at, over all steps. */
const MOST_WORK = 20_000_000;
const MOST_FOUND = 20_000;

type Sweep = { sizes: readonly number[]; rules: readonly (readonly Runs[])[]; work: number };

/** Where no rule applies, axis by axis; null where the work is too much. `sizes` are the numbers of segments of each axis. */
export function findGaps(sizes: readonly number[], rules: readonly (readonly Runs[])[]): Box[] | null {
  const sweep: Sweep = { sizes, rules, work: MOST_WORK };
  const gaps: Box[] = [];
  const isEverywhereFrom = rules.map((runs) => everywhereFrom(runs, sizes));
  const follow = (axis: number, active: readonly number[], prefix: Box): boolean => {
    if (axis === sizes.length || active.some((rule) => (isEverywhereFrom[rule] ?? 0) <= axis)) return true;
    return along(sweep, axis, active, (run, inside) => {
      const box = [...prefix, run];
      if (inside.length > 0) return follow(axis + 1, inside, box);
      gaps.push(box);
      return gaps.length <= MOST_FOUND;
    });
  };
  const all = rules.map((_rule, index) => index);
  if (sizes.some((size) => size === 0)) return [];
  if (all.length === 0) return [[]];
  return follow(0, all, []) ? gaps : null;
}

/** Where more than one rule applies, neighbouring boxes of the same rules as one; null where the work is too much. */
export function findOverlaps(sizes: readonly number[], rules: readonly (readonly Runs[])[]): Overlap[] | null {
  const sweep: Sweep = { sizes, rules, work: MOST_WORK };
  const found: Overlap[] = [];
  const follow = (axis: number, active: readonly number[], prefix: Box): boolean => {
    if (axis === sizes.length) {
      found.push({ rules: active, box: prefix });
      return found.length <= MOST_FOUND;
    }
    return along(sweep, axis, active, (run, inside) => inside.length < 2 || follow(axis + 1, inside, [...prefix, run]));
  };
  return follow(
    0,
    rules.map((_rule, index) => index),
    [],
  )
    ? joined(found)
    : null;
}

/** The first axis from which on a rule says nothing. */
function everywhereFrom(runs: readonly Runs[], sizes: readonly number[]): number {
  let axis = sizes.length;
  while (axis > 0) {
    const [only, ...others] = runs[axis - 1] ?? [];
    if (!only || others.length > 0 || only[0] !== 0 || only[1] !== (sizes[axis - 1] ?? 0) - 1) break;
    axis -= 1;
  }
  return axis;
}

/** Visits the longest runs of segments on which the same of the active rules apply. False where the visitor or the work ends it. */
function along(
  sweep: Sweep,
  axis: number,
  active: readonly number[],
  visit: (run: readonly [number, number], inside: readonly number[]) => boolean,
): boolean {
  const starts = new Map<number, number[]>();
  const ends = new Map<number, number[]>();
  const cuts = new Set<number>([0]);
  const size = sweep.sizes[axis] ?? 0;
  for (const rule of active)
    for (const [from, to] of sweep.rules[rule]?.[axis] ?? []) {
      append(starts, from, rule);
      append(ends, to + 1, rule);
      cuts.add(from);
      if (to + 1 < size) cuts.add(to + 1);
    }
  const inside = new Set<number>();
  const pending: { from: number; key: string; rules: readonly number[] } = { from: 0, key: '', rules: [] };
  let isFirst = true;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    for (const rule of ends.get(cut) ?? []) inside.delete(rule);
    for (const rule of starts.get(cut) ?? []) inside.add(rule);
    sweep.work -= inside.size + 1;
    if (sweep.work < 0) return false;
    const rules = [...inside].sort((a, b) => a - b);
    const key = rules.join();
    if (!isFirst && pending.key === key) continue;
    if (!isFirst && !visit([pending.from, cut - 1], pending.rules)) return false;
    Object.assign(pending, { from: cut, key, rules });
    isFirst = false;
  }
  return visit([pending.from, size - 1], pending.rules);
}

function append(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

/** Boxes of the same rules that touch on one axis and are equal on all others become one. */
function joined(overlaps: readonly Overlap[]): Overlap[] {
  const byRules = new Map<string, Overlap[]>();
  for (const one of overlaps) {
    const key = one.rules.join();
    byRules.set(key, [...(byRules.get(key) ?? []), one]);
  }
  return [...byRules.values()].flatMap(([first, ...rest]) => {
    if (!first) return [];
    const boxes = [first, ...rest].map(({ box }) => box);
    // Far more than a person reads: they stay apart.
    return (boxes.length > 300 ? boxes : joinedBoxes(boxes)).map((box) => ({ rules: first.rules, box }));
  });
}

function joinedBoxes(boxes: Box[]): Box[] {
  for (let index = 0; index < boxes.length; index += 1)
    for (let other = index + 1; other < boxes.length; other += 1) {
      const box = joinedPair(boxes[index] ?? [], boxes[other] ?? []);
      if (box) return joinedBoxes([...boxes.slice(0, index), box, ...boxes.slice(index + 1, other), ...boxes.slice(other + 1)]);
    }
  return boxes;
}

function joinedPair(a: Box, b: Box): Box | null {
  const different = a.flatMap((run, axis) => (run[0] === b[axis]?.[0] && run[1] === b[axis]?.[1] ? [] : [axis]));
  const [axis] = different;
  const left = axis === undefined ? undefined : a[axis];
  const right = axis === undefined ? undefined : b[axis];
  if (different.length !== 1 || !left || !right) return null;
  const [low, high] = left[0] < right[0] ? [left, right] : [right, left];
  return low[1] + 1 === high[0] ? a.map((run, index) => (index === axis ? [low[0], high[1]] : run)) : null;
}
