import { type Axes, axesOf, valueAt, variableAxis } from '../axes.ts';
import { holds } from '../evaluate.ts';
import type { Expression, Value } from '../expression.ts';
import { plus, toLinear } from '../linear.ts';
import { contains, representatives, tidy } from '../ranges.ts';
import type { System, Variable } from '../system.ts';
import { type Inputs, type State, type Stepped, stepModel } from './step.ts';

/** How far to look. What lies beyond is not said to be unreachable. */
export type Bounds = { states: number; inputs: number; transitions: number };

export const DEFAULT_BOUNDS: Bounds = { states: 2000, inputs: 512, transitions: 200_000 };

export type Transition = { event: string; inputs: Inputs; to: string; stepped: Stepped };

/** A reachable state, how it was reached by a shortest path, and where it leads. */
export type ModelState = {
  key: string;
  state: State;
  depth: number;
  from: { key: string; event: string; inputs: Inputs } | null;
  transitions: Transition[];
};

export type Model = {
  states: ReadonlyMap<string, ModelState>;
  /** The first step in which each rule applied, by its id. */
  firstUse: ReadonlyMap<string, { key: string; event: string; inputs: Inputs }>;
  /** Whether all of it was seen: no bound was met, every initial value is known, and no rule left the state open. */
  isComplete: boolean;
};

/**
 * Walks the executable model breadth first, over one representative of each cell of the inputs (both ends of each). Null where a state variable has no
 * value to start from. Yields between stretches of work.
 */
export function* exploreModel(system: System, bounds: Bounds = DEFAULT_BOUNDS): Generator<void, Model | null> {
  const stateVariables = system.variables.filter(({ role }) => role === 'state');
  const initial: Record<string, Value> = {};
  for (const { name, initial: value } of stateVariables) {
    if (value === null) return null;
    initial[name] = value;
  }
  const axes = axesOf(system);
  const points = pointsOf(system, axes);
  const events = eventsToTry(system);
  const byEvent = new Map(events.map((event) => [event, inputsFor(system, event, points, bounds.inputs)]));
  let isComplete = [...byEvent.values()].every(({ isWhole }) => isWhole);
  const states = new Map<string, ModelState>();
  const firstUse = new Map<string, { key: string; event: string; inputs: Inputs }>();
  const first: ModelState = { key: keyOfState(initial), state: initial, depth: 0, from: null, transitions: [] };
  states.set(first.key, first);
  const queue: ModelState[] = [first];
  let taken = 0;
  for (let at = 0; at < queue.length; at += 1) {
    const current = queue[at];
    if (!current) break;
    for (const event of events) {
      for (const inputs of byEvent.get(event)?.vectors ?? []) {
        if (!system.assumptions.every(({ expression }) => holds(expression, { before: { ...current.state, ...inputs }, after: {} })))
          continue;
        taken += 1;
        if (taken % 500 === 0) yield;
        if (taken > bounds.transitions) return { states, firstUse, isComplete: false };
        const stepped = stepModel(system, axes, event, current.state, inputs);
        if (stepped.isOpen || stepped.isClash) isComplete = false;
        for (const { id } of stepped.active) if (!firstUse.has(id)) firstUse.set(id, { key: current.key, event, inputs });
        if (stepped.isClash) continue;
        const to = keyOfState(stepped.after);
        if (!states.has(to)) {
          if (states.size >= bounds.states) {
            isComplete = false;
            continue;
          }
          const next: ModelState = {
            key: to,
            state: stepped.after,
            depth: current.depth + 1,
            from: { key: current.key, event, inputs },
            transitions: [],
          };
          states.set(to, next);
          queue.push(next);
        }
        current.transitions.push({ event, inputs, to, stepped });
      }
    }
  }
  return { states, firstUse, isComplete };
}

/** The steps from the start to a state, shortest first found. */
export function pathTo(model: Pick<Model, 'states'>, key: string): { event: string; inputs: Inputs; state: State }[] {
  const path: { event: string; inputs: Inputs; state: State }[] = [];
  for (let current = model.states.get(key); current?.from; current = model.states.get(current.from.key)) {
    const before = model.states.get(current.from.key);
    path.unshift({ event: current.from.event, inputs: current.from.inputs, state: before?.state ?? {} });
  }
  return path;
}

function keyOfState(state: State): string {
  return JSON.stringify(Object.entries(state).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Events that some rule names, and any step besides them where some rule names none. */
function eventsToTry({ events, rules }: System): string[] {
  const named = new Set(rules.flatMap(({ events: own }) => own ?? []));
  return events.filter((event) => named.has(event) || (event === 'tick' && rules.some(({ events: own }) => !own)));
}

/** Values of each input at which something may change: ends of the cells, the ends of its range, and one beside. */
function pointsOf(system: System, axes: Axes): Map<string, readonly Value[]> {
  const constants = new Map<string, Set<number>>();
  for (const { guard, response } of system.rules) for (const expression of [guard, response]) collectConstants(expression, constants);
  for (const { expression } of system.assumptions) collectConstants(expression, constants);
  const points = new Map<string, readonly Value[]>();
  for (const variable of system.variables)
    if (variable.role === 'input') points.set(variable.name, pointsOfVariable(axes, variable, constants.get(variable.name)));
  return points;
}

function pointsOfVariable(axes: Axes, variable: Variable, constants: ReadonlySet<number> | undefined): Value[] {
  const axis = variableAxis(axes, variable.name, false);
  if (!axis) return [];
  if (variable.domain.kind !== 'number') {
    const [segment] = axis.domain;
    return segment ? Array.from({ length: segment.high - segment.low + 1 }, (_, at) => valueAt(variable, segment.low + at)) : [];
  }
  const step = axis.isInteger ? 1 : 0.5;
  const near = [...(constants ?? [])].flatMap((value) => [tidy(value - step), value, tidy(value + step)]);
  return [...new Set([...representatives(axis.domain, axis.isInteger), ...near])]
    .filter((value) => contains(axis.domain, value))
    .sort((a, b) => a - b);
}

function collectConstants(expression: Expression, constants: Map<string, Set<number>>): void {
  if (expression.kind === 'compare') {
    const [left, right] = [toLinear(expression.left), toLinear(expression.right)];
    const difference = left && right && plus(left, right, -1);
    const [only] = difference?.terms ?? [];
    if (difference?.terms.size === 1 && only)
      constants.set(only[0], (constants.get(only[0]) ?? new Set()).add(tidy(-difference.constant / only[1])));
    return;
  }
  if (expression.kind === 'not') collectConstants(expression.of, constants);
  else if (expression.kind === 'all' || expression.kind === 'any') for (const part of expression.of) collectConstants(part, constants);
  else if (expression.kind === 'implies') for (const part of [expression.when, expression.then]) collectConstants(part, constants);
}

/** Vectors of the inputs that rules of an event speak of; the others keep their first value. */
function inputsFor(
  system: System,
  event: string,
  points: ReadonlyMap<string, readonly Value[]>,
  limit: number,
): { vectors: Inputs[]; isWhole: boolean } {
  const text = JSON.stringify([
    system.rules.filter(({ events }) => events?.includes(event) ?? true).map(({ guard, response }) => [guard, response]),
    system.assumptions,
  ]);
  let vectors: Record<string, Value>[] = [{}];
  let isWhole = true;
  for (const [name, values] of points) {
    const isSpokenOf = text.includes(JSON.stringify({ name }).slice(1, -1));
    const tried = isSpokenOf ? values : values.slice(0, 1);
    const next = vectors.flatMap((vector) => tried.map((value) => ({ ...vector, [name]: value })));
    if (next.length > limit) isWhole = false;
    vectors = next.slice(0, limit);
  }
  return { vectors, isWhole };
}
