import type { Value } from '../expression.ts';
import type { Conditions } from './conditions.ts';
import type { CounterTrace, TimedRequirement } from './counter-trace.ts';
import { TooLarge } from './decision-diagram.ts';
import { greatestCommonDivisor } from './linear.ts';
import { createMonitor, type Monitor } from './monitor.ts';

/** What one tick looks like: which condition of which phase holds in it, and values that make it so. */
type Letter = { holds: readonly boolean[]; diagram: number };

/** How much work is allowed: steps of the product over all explorations that share it. */
export type Budget = { steps: number };

export type Watched = { requirement: TimedRequirement; trace: CounterTrace; monitor: Monitor; offset: number };

export type Exploration = {
  /** In time units. */
  tick: number;
  watched: readonly Watched[];
  states: number;
  /** Steps to a state from which no tick can follow; null where none is reached. */
  deadEnd: readonly Moment[] | null;
  /** Nothing can happen at all. */
  isDeadAtOnce: boolean;
  /** Steps to a tick in which `suspect`, and nothing else, is broken; null where that cannot be. */
  breach: readonly Moment[] | null;
  /** For each watched trace and phase: whether it was ever under way. */
  reached: readonly (readonly boolean[])[];
};

/** Values that hold for some time. */
export type Moment = { forTicks: number; values: Readonly<Record<string, Value>> };

const MOST_LETTERS = 6_000;
const MOST_TICKS = 4_000;

/**
 * Every run of the requirements together, tick by tick, under `allowed` (invariants and facts, a diagram). With a `suspect`, its own traces do not
 * stop a run: it is asked whether one can happen while all others are kept. `isEnough` ends the search early.
 * Throws `TooLarge` where the budget does not do.
 */
export function explore(
  conditions: Conditions,
  allowed: number,
  requirements: readonly TimedRequirement[],
  { budget, suspect = null, wants }: { budget: Budget; suspect?: TimedRequirement | null; wants: 'dead-end' | 'breach' | 'everything' },
): Exploration {
  const traces = requirements.flatMap((requirement) => requirement.traces.map((trace) => ({ requirement, trace })));
  const tick = tickOf(traces.map(({ trace }) => trace));
  let offset = 0;
  const watched = traces.map(({ requirement, trace }) => {
    const one = { requirement, trace, monitor: createMonitor(trace, tick), offset };
    offset += trace.length;
    return one;
  });
  const predicates = traces.flatMap(({ trace }) => trace.map(({ holds }) => conditions.read(holds)));
  const possible = conditions.diagrams.and(allowed, conditions.facts());
  const letters = lettersOf(conditions, possible, predicates).map((letter) => ({
    ...letter,
    parts: watched.map(({ offset: from, trace }) => letter.holds.slice(from, from + trace.length)),
  }));
  const states: number[][] = [watched.map(({ monitor }) => monitor.initial)];
  const origins: { from: number; letter: Letter | null }[] = [{ from: -1, letter: null }];
  const numbers = new Map<string, number>([[(states[0] ?? []).join(), 0]]);
  const reached = watched.map(({ trace }) => trace.map(() => false));
  const pathTo = (state: number, last: Letter | null) => momentsOf(conditions, possible, origins, state, last);
  let isDeadAtOnce = false;
  let deadEnd: readonly Moment[] | null = null;
  let breach: readonly Moment[] | null = null;
  for (let current = 0; current < states.length; current += 1) {
    let hasNext = false;
    const state = states[current] ?? [];
    for (const letter of letters) {
      budget.steps -= 1;
      if (budget.steps < 0) throw new TooLarge('The runs are too many to be followed one by one.');
      let isSuspectBroken = false;
      let isBroken = false;
      const next: number[] = [];
      for (const [index, { monitor, requirement }] of watched.entries()) {
        const to = monitor.step(state[index] ?? 0, letter.parts[index] ?? []);
        if (to < 0 && requirement !== suspect) {
          isBroken = true;
          break;
        }
        if (to < 0) isSuspectBroken = true;
        next.push(to);
      }
      if (isBroken) continue;
      if (isSuspectBroken) {
        breach ??= pathTo(current, letter);
        if (wants === 'breach') return { tick, watched, states: states.length, deadEnd, isDeadAtOnce, breach, reached };
        continue;
      }
      hasNext = true;
      const key = next.join();
      if (numbers.has(key)) continue;
      numbers.set(key, states.length);
      states.push(next);
      origins.push({ from: current, letter });
      for (const [index, { monitor, trace }] of watched.entries())
        for (let phase = 0; phase < trace.length; phase += 1)
          if (monitor.isActive(next[index] ?? 0, phase)) (reached[index] ?? [])[phase] = true;
    }
    if (hasNext) continue;
    if (current === 0) isDeadAtOnce = true;
    deadEnd ??= pathTo(current, null);
    if (wants === 'dead-end') break;
  }
  return { tick, watched, states: states.length, deadEnd, isDeadAtOnce, breach, reached };
}

/** Fine enough that each clock has a fraction of its own: a point of every region of the timed automaton is on the grid. */
function tickOf(traces: readonly CounterTrace[]): number {
  const bounds = traces.flatMap((trace) => trace.flatMap(({ bound }) => (bound && Number.isFinite(bound.time) ? [bound] : [])));
  const scale = 1_000_000;
  const times = bounds.map(({ time }) => Math.round(time * scale)).filter((time) => time > 0);
  if (times.length === 0) return 1;
  const common = times.reduce(greatestCommonDivisor, 0);
  const longest = times.reduce((most, time) => Math.max(most, time), 0) / common;
  if (longest > MOST_TICKS) throw new TooLarge('Its times differ too much from one another.');
  const parts = Math.max(2, Math.min(times.length + 1, Math.floor(MOST_TICKS / longest)));
  return common / scale / parts;
}

/** The different ways in which the predicates can hold together. */
function lettersOf({ diagrams }: Conditions, possible: number, predicates: readonly number[]): Letter[] {
  const letters: Letter[] = [];
  const follow = (index: number, diagram: number, holds: boolean[]): void => {
    if (diagram === 0) return;
    const predicate = predicates[index];
    if (predicate === undefined) {
      if (letters.length >= MOST_LETTERS) throw new TooLarge('The conditions can hold together in too many ways.');
      letters.push({ holds, diagram });
      return;
    }
    follow(index + 1, diagrams.and(diagram, diagrams.not(predicate)), [...holds, false]);
    follow(index + 1, diagrams.and(diagram, predicate), [...holds, true]);
  };
  follow(0, possible, []);
  return letters;
}

function momentsOf(
  conditions: Conditions,
  possible: number,
  origins: readonly { from: number; letter: Letter | null }[],
  state: number,
  last: Letter | null,
): Moment[] {
  const letters: Letter[] = last ? [last] : [];
  for (let at = state; at > 0; ) {
    const origin = origins[at];
    if (!origin?.letter) break;
    letters.unshift(origin.letter);
    at = origin.from;
  }
  const moments: Moment[] = [];
  let before: Letter | null = null;
  for (const letter of letters) {
    const previous = moments.at(-1);
    if (previous && letter === before) previous.forTicks += 1;
    else moments.push({ forTicks: 1, values: conditions.example(conditions.diagrams.and(possible, letter.diagram)) ?? {} });
    before = letter;
  }
  return moments;
}
