import type { Axes } from '../axes.ts';
import { type Boxes, subtract } from '../boxes.ts';
import { holds } from '../evaluate.ts';
import type { FindingKind } from '../finding.ts';
import { type CellFinding, witnessOf } from './cell-finding.ts';
import { beforeOf, edgeOf, plainestFirst, type SliceResult, type Steps } from './find-conflicts.ts';
import { findValues } from './find-values.ts';
import { ANY, type CellRule } from './prepare.ts';

/** K7 and K8: where an event happens, or in any step, and no rule says what an output is. Actions are not done unless asked for, so they have no gaps. */
export function* findOutputGaps(axes: Axes, rules: readonly CellRule[], base: Boxes, result: SliceResult): Steps {
  const byOutput = new Map<string, CellRule[]>();
  for (const rule of rules) {
    for (const output of rule.outputs) {
      const variable = axes.variables.get(output);
      if (variable?.role !== 'output' || variable.isAction) continue;
      const group = byOutput.get(output);
      if (group) group.push(rule);
      else byOutput.set(output, [rule]);
    }
  }
  for (const [output, group] of byOutput) {
    const always = group.filter(({ rule }) => !rule.events);
    const events = new Set(group.flatMap(({ rule }) => rule.events ?? []));
    if (events.size === 0) gapIn(axes, 'output-gap', null, output, always, base, result);
    for (const event of events) {
      yield;
      const own = group.filter(({ rule }) => !rule.events || rule.events.includes(event));
      gapIn(axes, 'output-gap', event, output, own, base, result);
    }
    yield;
  }
}

/** K6 and K14: an event for which, in some region, there is no rule at all. */
export function findEventGap(axes: Axes, event: string, rules: readonly CellRule[], base: Boxes, result: SliceResult): void {
  gapIn(axes, rules.length > 1 ? 'gap' : 'missing-unwanted', event, null, rules, base, result);
}

/** K8 of conditions alone: a value between rules of one number that none of them takes in, whatever they ask for. */
export function findEdges(axes: Axes, rules: readonly CellRule[], base: Boxes, result: SliceResult): void {
  const [first] = rules;
  gapIn(axes, 'gap', first?.rule.events?.[0] ?? null, null, rules, base, result, true);
}

function gapIn(
  axes: Axes,
  kind: FindingKind,
  event: string | null,
  variable: string | null,
  rules: readonly CellRule[],
  base: Boxes,
  result: SliceResult,
  isEdgeOnly = false,
): void {
  let left: Boxes | null = base;
  for (const { guard } of rules) {
    left = guard && left && subtract(axes, left, guard);
    if (left?.length === 0) return;
  }
  if (!left) {
    for (const { rule } of rules) result.undecided.add(rule.id);
    return;
  }
  const edged = new Set<string>();
  let hasPlain = false;
  const names = [...new Set(rules.flatMap(({ inputs }) => [...inputs]))];
  for (const box of plainestFirst(left)) {
    const edge = edgeOf(axes, [box], (key) => rules.filter(({ unequal }) => unequal.has(key)).length > 1);
    const cause = edge ? `${edge.axis}=${edge.value}` : '';
    if (edge ? edged.has(cause) : hasPlain || isEdgeOnly) continue;
    const values = findValues(axes, box, names);
    if (!values || rules.some(({ rule }) => holds(rule.guard, { before: beforeOf(values), after: {} }))) continue;
    if (edge) edged.add(cause);
    else hasPlain = true;
    const near = edge ? rules.filter(({ unequal }) => unequal.has(edge.axis)) : rules;
    const found: CellFinding = {
      kind: edge ? 'boundary' : kind,
      rules: near,
      event,
      variable,
      box,
      edge,
      witness: witnessOf(axes, [], event ?? ANY, values),
    };
    result.findings.push(found);
  }
  if (!hasPlain && !isEdgeOnly && edged.size === 0) for (const { rule } of rules) result.undecided.add(rule.id);
}
