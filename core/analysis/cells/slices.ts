import { type Axis, axesOf } from '../axes.ts';
import { eachVariable } from '../mentions.ts';
import type { Rule, System } from '../system.ts';
import type { CellFinding } from './cell-finding.ts';
import { findContradictions, findImpossible, findRedundant, type SliceResult, type Steps } from './find-conflicts.ts';
import { findEdges, findEventGap, findOutputGaps } from './find-gaps.ts';
import { findTimingConflicts } from './find-timing.ts';
import { baseOf, type CellRule, componentsOf, eventsOf, outputsOf, prepareRule } from './prepare.ts';
import { sliceHasher } from './slice-hash.ts';

/** What is known of slices by their hash, kept from one analysis to the next so that an edit costs its slice alone. */
export type SliceCache = ReadonlyMap<string, SliceOutcome>;

export type SliceOutcome = {
  /** With rules by id, as spans and positions may have moved. */
  findings: readonly CellFinding[];
  undecided: readonly string[];
  /** Dimensions that the findings speak of, by key. */
  axes: ReadonlyMap<string, Axis>;
  omitted: number;
};

export type Slice = { hash: string; kind: 'outputs' | 'event' | 'number'; event: string | null; rules: readonly Rule[] };

/** Cuts a system into parts that have nothing to do with one another: rules that share outputs, and rules of one event. */
export function slicesOf(system: System): Slice[] {
  const axes = axesOf(system);
  const hashes = sliceHasher(system);
  const slices: Slice[] = componentsOf(system.rules.map((rule) => ({ rule, outputs: outputsOf(axes, rule) }))).map((group) => {
    const rules = group.map(({ rule }) => rule);
    return { hash: hashes(rules, 'outputs'), kind: 'outputs', event: null, rules };
  });
  const byEvent = new Map<string, Rule[]>(eventsOf(system).map((event) => [event, []]));
  for (const rule of system.rules) for (const event of rule.events ?? []) byEvent.get(event)?.push(rule);
  for (const [event, rules] of byEvent) {
    if (rules.some(({ guard }) => guard.kind === 'all' && guard.of.length === 0)) continue;
    slices.push({ hash: hashes(rules, `event ${event}`), kind: 'event', event, rules });
  }
  for (const [name, rules] of byNumber(system)) {
    if (rules.length > 1) slices.push({ hash: hashes(rules, `number ${name}`), kind: 'number', event: null, rules });
  }
  return slices;
}

/** Rules whose condition is about one number and nothing else, by number and event. */
function byNumber({ rules, variables }: System): Map<string, Rule[]> {
  const numbers = new Set(variables.filter(({ domain }) => domain.kind === 'number').map(({ name }) => name));
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const names = new Set<string>();
    eachVariable(rule.guard, (name) => names.add(name));
    const [name] = names;
    if (name === undefined || names.size !== 1 || !numbers.has(name)) continue;
    const key = `${name} ${rule.events?.join(' ') ?? ''}`;
    const group = groups.get(key);
    if (group) group.push(rule);
    else groups.set(key, [rule]);
  }
  return groups;
}

/** Decides one slice, as far as cells can. Yields so that no stretch takes long; gives what it found at its end. */
export function* decideSlice(system: System, { kind, event, rules }: Slice): Generator<void, SliceOutcome> {
  const axes = axesOf(system);
  const prepared: CellRule[] = [];
  for (const [at, rule] of rules.entries()) {
    prepared.push(prepareRule(axes, rule));
    if (at % 128 === 127) yield;
  }
  const names = new Set(prepared.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]));
  const base = baseOf(axes, system.assumptions, names);
  const result: SliceResult = { findings: [], undecided: new Set(), omitted: 0 };
  if (base.length > 0) {
    const passes: Steps[] =
      kind !== 'outputs'
        ? []
        : [
            findImpossible(axes, prepared, base, result),
            findContradictions(axes, prepared, base, result),
            findTimingConflicts(axes, prepared, base, result),
            findRedundant(axes, prepared, base, result),
            findOutputGaps(axes, prepared, base, result),
          ];
    for (const pass of passes) yield* pass;
    if (kind === 'number') findEdges(axes, prepared, base, result);
    if (kind === 'event' && event !== null) findEventGap(axes, event, prepared, base, result);
  }
  return { findings: result.findings, undecided: [...result.undecided], axes: axes.byKey, omitted: result.omitted };
}
