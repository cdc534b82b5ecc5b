import type { Domain, Expression, Value } from '../expression.ts';
import { type Conditions, createConditions, NotLinear } from '../timed/conditions.ts';
import { TooLarge } from '../timed/decision-diagram.ts';
import { project } from './project.ts';

/** A requirement as an automaton: in each step it looks at which of its predicates hold, and goes on or is broken (null). */
export type SafetyMonitor = {
  id: string;
  predicates: readonly Expression[];
  initial: string;
  step(state: string, holds: readonly boolean[]): string | null;
  /** What the environment promises: it may not break it, and once it does the system has won. */
  isAssumption: boolean;
  /** Why its meaning here is not all of its meaning; null where it is. */
  doubt: string | null;
};

export type GameVariable = { name: string; domain: Domain; isOutput: boolean };

export type Realizability =
  | { verdict: 'realizable' }
  /** `inputs` of a first step after which some requirement will be broken, whatever the system does; null where several steps lead there. */
  | { verdict: 'unrealizable'; inputs: Readonly<Record<string, Value>> | null }
  | { verdict: 'unknown'; reason: string };

const MOST_LETTERS = 4_000;
const MOST_STATES = 20_000;
const MOST_STEPS = 1_500_000;

type Letter = { holds: readonly (readonly boolean[])[]; diagram: number };

/**
 * Whether a system can keep all requirements for ever, whatever its environment does: in each step the environment chooses the inputs, then the system the
 * outputs. Exact for linear arithmetic; the states of the monitors are followed one by one.
 */
export function decideRealizability(variables: readonly GameVariable[], monitors: readonly SafetyMonitor[]): Realizability {
  const doubt = monitors.find((one) => one.doubt !== null)?.doubt;
  if (doubt) return { verdict: 'unknown', reason: doubt };
  try {
    return decide(variables, monitors);
  } catch (error) {
    if (error instanceof TooLarge || error instanceof NotLinear) return { verdict: 'unknown', reason: error.message };
    throw error;
  }
}

function decide(variables: readonly GameVariable[], monitors: readonly SafetyMonitor[]): Realizability {
  const conditions = createConditions(variables);
  const { diagrams } = conditions;
  const outputs = new Set(variables.filter(({ isOutput }) => isOutput).map(({ name }) => name));
  const isHidden = (name: string) => outputs.has(name);
  const letters = lettersOf(conditions, monitors);
  if (conditions.isUnsure()) throw new TooLarge('Its whole numbers cannot be decided.');
  const graph = statesOf(monitors, letters);
  const all = conditions.facts();
  const possible = project(conditions, all, isHidden);
  const alive = graph.map(() => true);
  const losing = (index: number): number => {
    let safe = 0;
    for (const [letter, to] of graph[index]?.entries() ?? [])
      if (to === 'won' || (to !== 'lost' && alive[to])) safe = diagrams.or(safe, letters[letter]?.diagram ?? 0);
    return diagrams.and(diagrams.and(possible, diagrams.not(project(conditions, safe, isHidden))), conditions.facts());
  };
  const atFirst = losing(0);
  for (let hasChanged = true; hasChanged && alive[0]; ) {
    hasChanged = false;
    for (const [index, isAlive] of alive.entries()) {
      if (!isAlive || losing(index) === 0) continue;
      alive[index] = false;
      hasChanged = true;
    }
  }
  if (alive[0]) return { verdict: 'realizable' };
  const example = atFirst === 0 ? null : conditions.example(atFirst);
  const inputs = example && Object.fromEntries(Object.entries(example).filter(([name]) => !outputs.has(name)));
  return { verdict: 'unrealizable', inputs };
}

function lettersOf(conditions: Conditions, monitors: readonly SafetyMonitor[]): Letter[] {
  const { diagrams } = conditions;
  const predicates = monitors.map((monitor) => monitor.predicates.map((one) => conditions.read(one)));
  const flat = predicates.flat();
  const letters: Letter[] = [];
  const follow = (index: number, diagram: number, holds: readonly boolean[]): void => {
    if (diagram === 0) return;
    const predicate = flat[index];
    if (predicate === undefined) {
      if (letters.length >= MOST_LETTERS) throw new TooLarge('Its conditions can hold together in too many ways.');
      let from = 0;
      letters.push({
        diagram,
        holds: predicates.map((own) => {
          from += own.length;
          return holds.slice(from - own.length, from);
        }),
      });
      return;
    }
    follow(index + 1, diagrams.and(diagram, diagrams.not(predicate)), [...holds, false]);
    follow(index + 1, diagrams.and(diagram, predicate), [...holds, true]);
  };
  follow(0, conditions.facts(), []);
  return letters;
}

/** For each state, where each letter leads. */
function statesOf(monitors: readonly SafetyMonitor[], letters: readonly Letter[]): (number | 'lost' | 'won')[][] {
  const first = monitors.map(({ initial }) => initial);
  const states = [first];
  const numbers = new Map([[first.join('|'), 0]]);
  const graph: (number | 'lost' | 'won')[][] = [];
  let steps = MOST_STEPS;
  for (let current = 0; current < states.length; current += 1) {
    const state = states[current] ?? [];
    const row: (number | 'lost' | 'won')[] = [];
    for (const { holds } of letters) {
      steps -= monitors.length;
      if (steps < 0 || states.length > MOST_STATES) throw new TooLarge('Its steps are too many to be followed one by one.');
      const next = monitors.map((monitor, index) => monitor.step(state[index] ?? '', holds[index] ?? []));
      if (monitors.some(({ isAssumption }, index) => isAssumption && next[index] === null)) row.push('won');
      else if (next.includes(null)) row.push('lost');
      else {
        const key = next.join('|');
        const known = numbers.get(key);
        if (known === undefined) {
          numbers.set(key, states.length);
          row.push(states.push(next.map((one) => one ?? '')) - 1);
        } else row.push(known);
      }
    }
    graph.push(row);
  }
  return graph;
}
