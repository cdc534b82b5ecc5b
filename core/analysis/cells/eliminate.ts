import { type Axes, formAxis, variableAxis } from '../axes.ts';
import { type Box, type Boxes, meetBox } from '../boxes.ts';
import { plus } from '../linear.ts';
import { intersect, normalise, type Segment } from '../ranges.ts';

/**
 * Where, of inputs alone, values for the outputs exist that lie in one of the boxes (Fourier and Motzkin's elimination). Exact where each output has factor
 * one in whole-number sums; null where a box would fall into too many.
 */
export function withoutOutputs(axes: Axes, boxes: Boxes, outputs: ReadonlySet<string>): Boxes | null {
  const left: Box[] = [];
  for (const box of boxes) {
    let parts: Box[] = [box];
    for (const output of outputs) {
      const next: Box[] = [];
      for (const part of parts) {
        const without = dropOutput(axes, part, output);
        if (!without) return null;
        for (const each of without) next.push(each);
      }
      if (next.length > 64) return null;
      parts = next;
    }
    for (const part of parts) left.push(part);
  }
  return left;
}

function dropOutput(axes: Axes, box: Box, output: string): Boxes | null {
  const involved: [string, readonly Segment[]][] = [];
  const rest = new Map<string, readonly Segment[]>();
  for (const [key, segments] of box) {
    if (axes.byKey.get(key)?.terms.some(([name]) => name === output)) involved.push([key, segments]);
    else rest.set(key, segments);
  }
  const own = ownAxis(axes, output);
  if (own && !box.has(own.key) && involved.length > 0 && !isUnbounded(own.domain)) involved.push([own.key, own.domain]);
  if (involved.length <= 1) return [rest];
  if (involved.some(([, segments]) => segments.length > 4) || involved.length > 4) return null;
  let results: Box[] = [];
  for (const choice of combinations(involved)) {
    let met: Box | null = rest;
    for (let i = 0; i < choice.length && met; i += 1) {
      for (let j = i + 1; j < choice.length && met; j += 1) {
        const constraint = pairConstraint(axes, output, choice[i], choice[j]);
        if (constraint === 'impossible') return null;
        met = constraint && met ? meetBox(met, constraint) : null;
      }
    }
    if (met) results = [...results, met];
  }
  return results;
}

function ownAxis(axes: Axes, output: string) {
  const isAfter = output.endsWith("'");
  const axis = variableAxis(axes, isAfter ? output.slice(0, -1) : output, isAfter);
  return axis?.variable?.domain.kind === 'number' ? axis : null;
}

function isUnbounded(domain: readonly Segment[]): boolean {
  return domain.length === 1 && domain[0]?.low === -Infinity && domain[0].high === Infinity;
}

type Bound = readonly [string, Segment];

function combinations(involved: readonly [string, readonly Segment[]][]): Bound[][] {
  let all: Bound[][] = [[]];
  for (const [key, segments] of involved) all = all.flatMap((chosen) => segments.map((segment): Bound[] => [...chosen, [key, segment]]));
  return all;
}

/** Two sums in which the output occurs, each in its range: what their difference, in which it does not, has to be. Null: never. */
function pairConstraint(axes: Axes, output: string, first: Bound | undefined, second: Bound | undefined): Box | null | 'impossible' {
  const a = first && isolated(axes, output, first);
  const b = second && isolated(axes, output, second);
  if (!a || !b) return 'impossible';
  // The output lies in a.range - a.rest and in b.range - b.rest, so b.rest - a.rest lies between b.low - a.high and b.high - a.low.
  const difference = plus({ terms: b.rest, constant: 0 }, { terms: a.rest, constant: 0 }, -1);
  const range: Segment = {
    low: b.range.low - a.range.high,
    high: b.range.high - a.range.low,
    isLowOpen: b.range.isLowOpen || a.range.isHighOpen,
    isHighOpen: b.range.isHighOpen || a.range.isLowOpen,
  };
  if (difference.terms.size === 0) return contains0(range) ? new Map() : null;
  const form = formAxis(axes, difference);
  if (!form) return 'impossible';
  const { axis, factor } = form;
  const scaled =
    factor > 0
      ? { ...range, low: range.low / factor, high: range.high / factor }
      : { low: range.high / factor, high: range.low / factor, isLowOpen: range.isHighOpen, isHighOpen: range.isLowOpen };
  const inside = intersect(normalise([scaled], axis.isInteger), axis.domain);
  return inside.length > 0 ? new Map([[axis.key, inside]]) : null;
}

function contains0({ low, high, isLowOpen, isHighOpen }: Segment): boolean {
  return (isLowOpen ? low < 0 : low <= 0) && (isHighOpen ? high > 0 : high >= 0);
}

/** The sum scaled so that the output has factor one: its range, and the rest of it. */
function isolated(axes: Axes, output: string, [key, segment]: Bound): { range: Segment; rest: Map<string, number> } | null {
  const axis = axes.byKey.get(key);
  const factor = axis?.terms.find(([name]) => name === output)?.[1];
  if (!axis || factor === undefined) return null;
  const range =
    factor > 0
      ? { ...segment, low: segment.low / factor, high: segment.high / factor }
      : { low: segment.high / factor, high: segment.low / factor, isLowOpen: segment.isHighOpen, isHighOpen: segment.isLowOpen };
  const rest = new Map<string, number>();
  for (const [name, coefficient] of axis.terms) if (name !== output) rest.set(name, coefficient / factor);
  return { range, rest };
}
