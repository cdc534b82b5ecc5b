import type { Axes } from '../axes.ts';
import { type Box, type Boxes, MOST_BOXES, meet, meetBox, subtract } from '../boxes.ts';
import { holds } from '../evaluate.ts';
import type { Value } from '../expression.ts';
import { onlyValue } from '../ranges.ts';
import { type CellFinding, witnessOf } from './cell-finding.ts';
import { withoutOutputs } from './eliminate.ts';
import { findValues } from './find-values.ts';
import { ANY, type CellRule, sharedEvent } from './prepare.ts';

/** What a slice gave: findings, rules that cells could not say, and how many findings were beyond the most. */
export type SliceResult = { findings: CellFinding[]; undecided: Set<string>; omitted: number };

/** More findings of one slice than this tell nobody anything. */
export const MOST_FINDINGS = 100;

/** More pairs of rules than this in one slice, and the rest is left out and said to be. */
const MOST_PAIRS = 400_000;

/** Yields now and then, so that no stretch of work is long. */
export type Steps = Generator<void, void>;

/** K1 and K2: rules that can never apply, and rules that ask for what cannot be. */
export function* findImpossible(axes: Axes, rules: readonly CellRule[], base: Boxes, result: SliceResult): Steps {
  for (const [at, rule] of rules.entries()) {
    if (at % 64 === 63) yield;
    if (!rule.guard || !rule.response) {
      result.undecided.add(rule.rule.id);
      continue;
    }
    const region = meet(rule.guard, base);
    if (region?.length === 0) {
      result.findings.push({ kind: 'never-triggerable', rules: [rule], event: null, variable: null, box: null, edge: null, witness: null });
      continue;
    }
    if (region && !canBe(axes, region)) result.undecided.add(rule.rule.id);
    const possible = withoutOutputs(axes, rule.response, rule.outputs);
    const impossible = region && possible && subtract(axes, region, possible);
    if (!impossible) result.undecided.add(rule.rule.id);
    else if (impossible.length > 0)
      pushWitnessed(axes, 'impossible-response', [rule], rule.rule.events?.[0] ?? null, impossible, null, result);
  }
}

/** Whether some values are sure to lie in the boxes: a box of single variables always has some; one of sums only if they are found. */
function canBe(axes: Axes, boxes: Boxes): boolean {
  return (
    boxes.some((box) => [...box.keys()].every((key) => axes.byKey.get(key)?.variable)) ||
    boxes.some((box) => findValues(axes, box) !== null)
  );
}

/** K3 and K8: two rules that apply in one step and whose responses cannot both be. */
export function* findContradictions(axes: Axes, rules: readonly CellRule[], base: Boxes, result: SliceResult): Steps {
  const groups = new Map<string, CellRule[]>();
  for (const rule of rules) {
    if (!rule.guard || !rule.response || rule.rule.timing) continue;
    const group = groups.get(rule.signature);
    if (group) group.push(rule);
    else groups.set(rule.signature, [rule]);
  }
  const all = [...groups.values()];
  let pairs = 0;
  for (const [i, left] of all.entries()) {
    for (const right of all.slice(i + 1)) {
      const [one] = left;
      const [other] = right;
      if (!one || !other || ![...one.outputs].some((output) => other.outputs.has(output))) continue;
      const compatible = compatibleWhere(axes, one, other);
      if (compatible === 'everywhere') continue;
      for (const a of left) {
        for (const b of right) {
          pairs += 1;
          if (pairs % 2000 === 0) yield;
          if (pairs > MOST_PAIRS) {
            result.undecided.add(a.rule.id);
            return;
          }
          checkPair(axes, a, b, compatible, base, result);
        }
      }
    }
  }
}

/** Where, of inputs, both responses can be had; null where cells cannot say. */
export function compatibleWhere(axes: Axes, a: CellRule, b: CellRule): Boxes | 'everywhere' | null {
  const both = a.response && b.response && meet(a.response, b.response);
  const where = both && withoutOutputs(axes, both, new Set([...a.outputs, ...b.outputs]));
  return where?.some((box) => box.size === 0) ? 'everywhere' : where;
}

function checkPair(axes: Axes, a: CellRule, b: CellRule, compatible: Boxes | null, base: Boxes, result: SliceResult): void {
  const event = sharedEvent(a.rule, b.rule);
  if (event === null || a.rule.criterion === b.rule.criterion || !a.guard || !b.guard) return;
  const overlap = meet(a.guard, b.guard);
  const region = overlap && meet(overlap, base);
  if (region?.length === 0) return;
  const conflict = region && compatible && subtract(axes, region, compatible);
  if (!conflict) {
    result.undecided.add(a.rule.id);
    result.undecided.add(b.rule.id);
    return;
  }
  if (conflict.length === 0) return;
  const edge = edgeOf(axes, conflict, (key) => a.unequal.has(key) && b.unequal.has(key));
  const shared = [...a.outputs].filter((output) => b.outputs.has(output));
  const kind = edge ? 'boundary' : 'contradiction';
  pushWitnessed(axes, kind, [a, b], event === ANY ? null : event, conflict, shared[0] ?? null, result, edge);
}

/** The dimension on which every box is one and the same value, where that is no accident of what is compared for equality. */
export function edgeOf(axes: Axes, boxes: Boxes, isUnequal: (key: string) => boolean): CellFinding['edge'] {
  for (const key of boxes[0]?.keys() ?? []) {
    const axis = axes.byKey.get(key);
    if (axis?.variable?.domain.kind !== 'number' || !isUnequal(key)) continue;
    const values = boxes.map((box) => onlyValue(box.get(key) ?? []));
    const [value = null] = values;
    if (value !== null && values.every((each) => each === value) && onlyValue(axis.domain) === null) return { axis: key, value };
  }
  return null;
}

/** Keeps a finding only with a step that was computed to show it; where none is found, the solver has to say. */
export function pushWitnessed(
  axes: Axes,
  kind: CellFinding['kind'],
  rules: readonly CellRule[],
  event: string | null,
  boxes: Boxes,
  variable: string | null,
  result: SliceResult,
  edge: CellFinding['edge'] = null,
): void {
  const names = [...new Set(rules.flatMap(({ inputs }) => [...inputs]))];
  for (const box of plainestFirst(boxes)) {
    const values = findValues(axes, box, names);
    if (!values || !rules.every(({ rule }) => holds(rule.guard, { before: beforeOf(values), after: {} }))) continue;
    if (result.findings.length >= MOST_FINDINGS) result.omitted += 1;
    else result.findings.push({ kind, rules, event, variable, box, edge, witness: witnessOf(axes, rules, event ?? ANY, values) });
    return;
  }
  for (const { rule } of rules) result.undecided.add(rule.id);
}

/** Boxes with the fewest conditions first. */
export function plainestFirst(boxes: Boxes): Box[] {
  return [...boxes].sort((a, b) => a.size - b.size);
}

export function beforeOf(values: ReadonlyMap<string, Value>): Record<string, Value> {
  return Object.fromEntries([...values].filter(([key]) => !key.endsWith("'")));
}

/** K5: a rule of which another says all, wherever it applies. Of two that say the same, the later is the one too many. */
export function* findRedundant(axes: Axes, rules: readonly CellRule[], base: Boxes, result: SliceResult): Steps {
  const groups = new Map<string, CellRule[]>();
  for (const rule of rules) {
    const group = groups.get(rule.signature);
    if (group) group.push(rule);
    else groups.set(rule.signature, [rule]);
  }
  let pairs = 0;
  for (const group of groups.values()) {
    const said = new Set<CellRule>();
    for (const [at, rule] of group.entries()) {
      const { guard } = rule;
      const region = guard && meet(guard, base);
      if (!region || region.length === 0) continue;
      for (const [index, other] of group.entries()) {
        pairs += 1;
        if (pairs % 2000 === 0) yield;
        if (pairs > MOST_PAIRS) return;
        if (index === at || said.has(other) || other.rule.criterion === rule.rule.criterion) continue;
        if (!coversEvents(other, rule) || !covers(axes, other, region)) continue;
        const isMutual =
          index > at && coversEvents(rule, other) && other.guard !== null && covers(axes, rule, meet(other.guard, base) ?? []);
        if (isMutual) continue;
        said.add(rule);
        if (result.findings.length >= MOST_FINDINGS) result.omitted += 1;
        else
          result.findings.push({
            kind: 'redundant',
            rules: [rule, other],
            event: null,
            variable: null,
            box: null,
            edge: null,
            witness: null,
          });
        break;
      }
    }
  }
}

/** Whether a rule applies on every event on which another one does. */
export function coversEvents({ rule: wide }: CellRule, { rule: narrow }: CellRule): boolean {
  return !wide.events || (narrow.events?.every((event) => wide.events?.includes(event)) ?? false);
}

/** Whether a rule applies everywhere in a region. */
export function covers(axes: Axes, { guard }: CellRule, region: Boxes): boolean {
  if (!guard) return false;
  if (guard.some((box) => box.size === 0)) return true;
  if (!region.some((box) => guard.some((other) => meetBox(box, other)))) return false;
  return subtract(axes, region, guard, MOST_BOXES)?.length === 0;
}
