import type { Axes } from '../axes.ts';
import { valueAt } from '../axes.ts';
import type { Box } from '../boxes.ts';
import { evaluate } from '../evaluate.ts';
import type { Expression, Value } from '../expression.ts';
import type { Finding, FindingKind, Proof, RegionAxis, Witness } from '../finding.ts';
import { findingId } from '../finding-id.ts';
import { nameOf } from '../linear.ts';
import { eachVariable } from '../mentions.ts';
import { toRange } from '../ranges.ts';
import type { CellRule } from './prepare.ts';

/** What cells found, before anybody says how sure it is and puts it into words. */
export type CellFinding = {
  kind: FindingKind;
  rules: readonly CellRule[];
  event: string | null;
  variable: string | null;
  box: Box | null;
  /** Of a boundary: the dimension, and the one value on it. */
  edge: { axis: string; value: number } | null;
  witness: Witness | null;
};

/** The same as people are told it, its criteria in the order of the document. */
export function findingOf(axes: Axes, order: ReadonlyMap<string, number>, found: CellFinding, proof: Proof): Finding {
  const { kind, event, variable, edge, box, witness, rules } = found;
  const criteria = [...new Set(rules.map(({ rule }) => rule.criterion))].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  const id = findingId(kind, criteria, event, variable, edge ? `${edge.axis}=${edge.value}` : '');
  return { id, kind, proof, criteria, event, variable, region: box ? regionOf(axes, box) : [], witness };
}

/** The box in the form that findings carry. Sums of variables are named by their key. */
export function regionOf(axes: Axes, box: Box): RegionAxis[] {
  const region: RegionAxis[] = [];
  for (const [key, segments] of box) {
    const axis = axes.byKey.get(key);
    const variable = axis?.variable;
    if (!axis) continue;
    if (!variable || variable.domain.kind === 'number') region.push({ variable: key, ranges: segments.map(toRange) });
    else {
      const values: Value[] = [];
      for (const { low, high } of segments) for (let index = low; index <= high; index += 1) values.push(valueAt(variable, index));
      region.push({ variable: key, values });
    }
  }
  return region.sort((a, b) => (a.variable < b.variable ? -1 : 1));
}

/** A step from values of inputs, with what each rule asks of outputs in it. */
export function witnessOf(axes: Axes, rules: readonly CellRule[], event: string, numbers: ReadonlyMap<string, Value>): Witness {
  const before: Record<string, Value> = {};
  for (const [key, value] of numbers) if (!key.endsWith("'")) before[nameOf(key)] = value;
  const asked: Record<string, Record<string, Value>> = {};
  for (const { rule } of rules) {
    const own = asked[rule.criterion] ?? {};
    asked[rule.criterion] = own;
    collectAsked(axes, rule.response, { before, after: {} }, own, true);
  }
  return { steps: [{ event, before, asked }] };
}

type Known = { before: Record<string, Value>; after: Record<string, Value> };

/** Values that a response names outright; relations to inputs are computed, ranges left out. */
function collectAsked(axes: Axes, response: Expression, values: Known, asked: Record<string, Value>, isTrue: boolean): void {
  if (response.kind === 'all' && isTrue) for (const part of response.of) collectAsked(axes, part, values, asked, true);
  else if (response.kind === 'not') collectAsked(axes, response.of, values, asked, !isTrue);
  else if (response.kind === 'variable') asked[nameAfter(axes, response)] = isTrue;
  else if (response.kind === 'compare' && response.operator === '=' && isTrue && response.left.kind === 'variable') {
    if (isKnown(response.right, values)) asked[nameAfter(axes, response.left)] = evaluate(response.right, values);
  }
}

function nameAfter(axes: Axes, { name, isAfter }: { name: string; isAfter: boolean }): string {
  return isAfter && axes.variables.get(name)?.role === 'state' ? `${name}'` : name;
}

function isKnown(expression: Expression, { before }: Known): boolean {
  let isAllKnown = true;
  eachVariable(expression, (name, isAfter) => {
    if (isAfter || !(name in before)) isAllKnown = false;
  });
  return isAllKnown;
}
