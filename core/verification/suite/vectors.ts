import { type Axes, axesOf, valueAt, variableAxis } from '#core/analysis/axes.ts';
import { toBoxes } from '#core/analysis/boxes.ts';
import { findValues } from '#core/analysis/cells/find-values.ts';
import { holds } from '#core/analysis/evaluate.ts';
import type { Expression, Value } from '#core/analysis/expression.ts';
import { allOf, eachVariable } from '#core/analysis/mentions.ts';
import type { State } from '#core/analysis/model/step.ts';
import type { Rule, System, Variable } from '#core/analysis/system.ts';
import { atomsOf, bendsOf, type Compare, substitute } from './atoms.ts';
import { edgesOf, endsOf, type NumberDomain } from './edges.ts';
import { pairwiseRows } from './pairwise.ts';
import type { Random } from './random.ts';

export type Vector = Readonly<Record<string, Value>>;

/** What is looked at of a system to choose inputs, computed once. */
export type Ground = {
  system: System;
  axes: Axes;
  inputs: readonly Variable[];
  /** Further out than this no constant of the system lies. */
  reach: number;
  byEvent: ReadonlyMap<string, EventGround>;
};

export type EventGround = {
  rules: readonly Rule[];
  atoms: readonly Expression[];
  /** Comparisons that speak of one input alone give its points; the others depend on the rest of the step. */
  bends: readonly { bend: Compare; names: readonly string[] }[];
  /** Inputs that the rules of the event, or assumptions about them, speak of. */
  spokenOf: readonly Variable[];
};

export function groundOf(system: System): Ground {
  const axes = axesOf(system);
  const inputs = system.variables.filter(({ role }) => role === 'input');
  const named = new Set(system.rules.flatMap(({ events }) => events ?? []));
  const hasFree = system.rules.some(({ events }) => !events);
  const events = [...named, ...(hasFree && !named.has('tick') ? ['tick'] : [])];
  const byEvent = new Map(events.map((event) => [event, eventGround(system, axes, inputs, event)]));
  return { system, axes, inputs, reach: reachOf(system), byEvent };
}

function eventGround(system: System, axes: Axes, inputs: readonly Variable[], event: string): EventGround {
  const rules = system.rules.filter(({ events }) => events?.includes(event) ?? true);
  const isNumber = (name: string) => axes.variables.get(name)?.role === 'output' && axes.variables.get(name)?.domain.kind === 'number';
  // What is rounded into an output turns from one value to the next somewhere between inputs: there, of a few small values.
  const ofOutputs = rules
    .filter(({ response }) => mentionsSome(response, isNumber))
    .flatMap(({ response }) =>
      [0, 1, 2].map((value) => substitute(response, ({ name }) => (isNumber(name) ? { kind: 'value', value } : null))),
    );
  const expressions = [
    ...ofOutputs,
    ...rules.flatMap(({ guard, response, timing }) => [guard, response, ...(timing?.until ? [timing.until] : [])]),
    ...system.assumptions.map(({ expression }) => expression),
  ];
  const isKnown = (name: string, isAfter: boolean) => !isAfter && axes.variables.get(name)?.role !== 'output';
  const bends = new Map<string, { bend: Compare; names: string[] }>();
  const spoken = new Set<string>();
  for (const expression of expressions) {
    eachVariable(expression, (name) => spoken.add(name));
    for (const bend of bendsOf(expression, isKnown)) {
      const names = new Set<string>();
      eachVariable(bend, (name) => names.add(name));
      bends.set(JSON.stringify([bend.left, bend.right]), { bend, names: [...names] });
    }
  }
  return {
    rules,
    atoms: rules.flatMap(({ guard }) => atomsOf(guard)),
    bends: [...bends.values()],
    spokenOf: inputs.filter(({ name }) => spoken.has(name)),
  };
}

function mentionsSome(expression: Expression, isWanted: (name: string) => boolean): boolean {
  let is = false;
  eachVariable(expression, (name) => {
    if (isWanted(name)) is = true;
  });
  return is;
}

function reachOf(system: System): number {
  let most = 250;
  const visit = (value: unknown): void => {
    if (typeof value === 'number' && Number.isFinite(value)) most = Math.max(most, Math.abs(value));
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(visit);
  };
  visit(system.rules.map(({ guard, response }) => [guard, response]));
  visit(system.assumptions);
  return Math.min(Number.MAX_SAFE_INTEGER / 8, most * 4);
}

/** The plainest value of a variable: off, the first, the end that is nearest to zero. */
export function plainValue(variable: Variable): Value {
  const { domain } = variable;
  if (domain.kind === 'boolean') return false;
  if (domain.kind === 'choice') return valueAt(variable, 0);
  if ((domain.low ?? -1) <= 0 && (domain.high ?? 1) >= 0) return 0;
  return domain.low !== null && domain.low > 0 ? domain.low : (domain.high ?? 0);
}

/** Every value of an input that is no number; of one that is, its ends and both sides of each constant. */
export function pointsOf(ground: Ground, event: EventGround, variable: Variable): Value[] {
  const { domain, name } = variable;
  if (domain.kind !== 'number') return discreteValues(ground.axes, variable);
  const points = new Set<number>(endsOf(domain, ground.reach));
  // Twice: what lies between two edges of another comparison is found once those are known.
  for (let round = 0; round < 2; round += 1)
    for (const { bend, names } of event.bends)
      if (names.length === 1 && names[0] === name)
        for (const edge of edgesOf(bend, name, domain, {}, ground.reach, [...points])) points.add(edge);
  return [...points].sort((a, b) => a - b);
}

export function discreteValues(axes: Axes, variable: Variable): Value[] {
  const [segment] = variableAxis(axes, variable.name, false)?.domain ?? [];
  return segment ? Array.from({ length: segment.high - segment.low + 1 }, (_, at) => valueAt(variable, segment.low + at)) : [];
}

export function isAllowed({ system }: Ground, state: State, vector: Vector): boolean {
  return system.assumptions.every(({ expression }) => holds(expression, { before: { ...state, ...vector }, after: {} }));
}

export type Chosen = { vector: Vector; origin: 'cell' | 'pairwise' | 'directed' };

/**
 * Inputs for one event in one state, each different from the others, `most` at the most: the product of the points of its inputs where that is small enough, else a
 * table of pairs; then, for every rule, a step to which it applies and all steps around it at which one of its comparisons changes.
 */
export function vectorsFor(ground: Ground, name: string, state: State, random: Random, most: number): Chosen[] {
  const event = ground.byEvent.get(name);
  if (!event) return [];
  const plain = Object.fromEntries(ground.inputs.map((variable) => [variable.name, plainValue(variable)]));
  const chosen = new Map<string, Chosen>();
  const add = (vector: Vector, origin: Chosen['origin']) => {
    if (chosen.size >= most) return;
    const key = JSON.stringify(vector);
    if (!chosen.has(key) && isAllowed(ground, state, vector)) chosen.set(key, { vector, origin });
  };
  const witnesses = witnessesOf(ground, event, state, plain);
  for (const { vector } of witnesses) add(vector, 'directed');
  for (const { vector, rule } of witnesses) for (const beside of around(ground, event, state, vector, rule)) add(beside, 'directed');
  const columns = event.spokenOf.map((variable) => pointsOf(ground, event, variable));
  const product = columns.reduce((count, { length }) => count * length, 1);
  const isWhole = product <= Math.min(most - chosen.size, MOST_PRODUCT);
  const rows = isWhole
    ? indexProduct(columns.map(({ length }) => length))
    : pairwiseRows(
        columns.map(({ length }) => length),
        random,
        Math.min(MOST_PAIR_ROWS, most),
      );
  for (const row of rows) {
    const vector: Record<string, Value> = { ...plain };
    for (const [at, variable] of event.spokenOf.entries()) vector[variable.name] = columns[at]?.[row[at] ?? 0] ?? plainValue(variable);
    add(vector, isWhole ? 'cell' : 'pairwise');
    if (isWhole || event.bends.every(({ names }) => names.length === 1)) continue;
    for (const beside of around(ground, event, state, vector, null)) add(beside, 'pairwise');
  }
  const indexes = columns.map(({ length }) => length);
  for (let tries = 0; !isWhole && chosen.size < Math.min(most, MOST_PAIR_ROWS * 2) && tries < MOST_PAIR_ROWS * 2; tries += 1) {
    const row = indexes.map((length) => random.between(0, length - 1));
    const values = event.spokenOf.map((variable, at) => [variable.name, columns[at]?.[row[at] ?? 0] ?? plainValue(variable)] as const);
    add({ ...plain, ...Object.fromEntries(values) }, 'pairwise');
  }
  if (isWhole)
    for (const { vector } of [...chosen.values()].slice(0, MOST_BASES))
      for (const beside of around(ground, event, state, vector, null)) add(beside, 'cell');
  return [...chosen.values()];
}

/** Where the product of all points passes this, pairs are enough. */
const MOST_PRODUCT = 20_000;
const MOST_PAIR_ROWS = 400;
const MOST_BASES = 40;
const MOST_BOXES_A_RULE = 6;

function* indexProduct(counts: readonly number[]): Generator<number[]> {
  const total = counts.reduce((product, count) => product * count, 1);
  for (let number = 0; number < total; number += 1) {
    let rest = number;
    yield counts.map((count) => {
      const index = rest % count;
      rest = Math.floor(rest / count);
      return index;
    });
  }
}

/** For each rule, steps in this state to which it applies; cells that no rule's box says are left to the product and to chance. */
function witnessesOf(ground: Ground, event: EventGround, state: State, plain: Vector): { vector: Vector; rule: Rule | null }[] {
  const found: { vector: Vector; rule: Rule | null }[] = [{ vector: plain, rule: null }];
  const assumed = ground.system.assumptions.map(({ expression }) => expression);
  for (const rule of event.rules) {
    const here: Expression[] = Object.entries(state).map(([name, value]) => ({
      kind: 'compare',
      operator: '=',
      left: { kind: 'variable', name, isAfter: false },
      right: { kind: 'value', value },
    }));
    const boxes = toBoxes(ground.axes, allOf([rule.guard, ...assumed, ...here])) ?? [];
    for (const box of boxes.slice(0, MOST_BOXES_A_RULE)) {
      const values = findValues(ground.axes, box);
      if (!values) continue;
      const own = Object.fromEntries([...values].filter(([name]) => ground.axes.variables.get(name)?.role === 'input'));
      found.push({ vector: { ...plain, ...own }, rule });
    }
  }
  return found;
}

/** The step itself changed in one input: to each edge that the comparisons have there, or to each value of an input that is no number. */
function* around(ground: Ground, event: EventGround, state: State, base: Vector, rule: Rule | null): Generator<Vector> {
  const before = { ...state, ...base };
  for (const { bend, names } of event.bends) {
    if (rule === null && names.length === 1) continue;
    for (const name of names) {
      const domain = numberDomain(ground, name);
      if (domain) for (const edge of edgesOf(bend, name, domain, before, ground.reach)) yield { ...base, [name]: edge };
    }
  }
  if (rule === null) return;
  for (const variable of event.spokenOf)
    if (variable.domain.kind !== 'number')
      for (const value of discreteValues(ground.axes, variable))
        if (value !== base[variable.name]) yield { ...base, [variable.name]: value };
}

function numberDomain({ axes }: Ground, name: string): NumberDomain | null {
  const variable = axes.variables.get(name);
  return variable?.role === 'input' && variable.domain.kind === 'number' ? variable.domain : null;
}
