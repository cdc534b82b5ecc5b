import { type Axes, type Axis, formAxis, indexOfValue, variableAxis } from './axes.ts';
import { evaluate } from './evaluate.ts';
import type { Comparison, Expression, Value } from './expression.ts';
import { plus, toLinear } from './linear.ts';
import { complement, intersect, normalise, point, type Segment, WHOLE } from './ranges.ts';
import { withoutCases } from './without-cases.ts';

/** Ranges on some dimensions, all of which hold; a dimension that is not in it may be anything of its domain. Never empty on any of them. */
export type Box = ReadonlyMap<string, readonly Segment[]>;

/** Any of these boxes; none is "never". */
export type Boxes = readonly Box[];

export const EVERYWHERE: Boxes = [new Map()];

/** A union of more boxes than this is left to the solver. */
export const MOST_BOXES = 512;

/** The condition as a union of boxes; null where it is not linear, or more than `MOST_BOXES` long. */
export function toBoxes(axes: Axes, condition: Expression, isTrue = true): Boxes | null {
  switch (condition.kind) {
    case 'value':
      return (condition.value === true) === isTrue ? EVERYWHERE : [];
    case 'variable': {
      const axis = variableAxis(axes, condition.name, condition.isAfter);
      return axis?.variable?.domain.kind === 'boolean' ? boxOn(axis, [point(isTrue ? 1 : 0)]) : null;
    }
    case 'not':
      return toBoxes(axes, condition.of, !isTrue);
    case 'all':
      return isTrue ? meetOf(axes, condition.of, true) : joinOf(axes, condition.of, false);
    case 'any':
      return isTrue ? joinOf(axes, condition.of, true) : meetOf(axes, condition.of, false);
    case 'implies':
      return toBoxes(axes, { kind: 'any', of: [{ kind: 'not', of: condition.when }, condition.then] }, isTrue);
    case 'one-of':
      return oneOf(axes, condition.of, condition.values, isTrue);
    case 'compare':
      return comparison(axes, condition.operator, condition.left, condition.right, isTrue);
    case 'arithmetic':
    case 'absolute':
    case 'count':
      return null;
    default:
      return condition satisfies never;
  }
}

function boxOn(axis: Axis, segments: readonly Segment[]): Boxes {
  const inside = intersect(normalise(segments, axis.isInteger), axis.domain);
  if (inside.length === 0) return [];
  return isWhole(inside, axis) ? EVERYWHERE : [new Map([[axis.key, inside]])];
}

function isWhole(segments: readonly Segment[], { domain }: Axis): boolean {
  return (
    segments.length === domain.length &&
    segments.every((segment, at) => {
      const other = domain[at];
      return (
        other &&
        segment.low === other.low &&
        segment.high === other.high &&
        segment.isLowOpen === other.isLowOpen &&
        segment.isHighOpen === other.isHighOpen
      );
    })
  );
}

function meetOf(axes: Axes, parts: readonly Expression[], isTrue: boolean): Boxes | null {
  let met: Boxes = EVERYWHERE;
  for (const part of parts) {
    const boxes = toBoxes(axes, part, isTrue);
    const next = boxes && meet(met, boxes);
    if (!next) return null;
    met = next;
  }
  return met;
}

function joinOf(axes: Axes, parts: readonly Expression[], isTrue: boolean): Boxes | null {
  const joined: Box[] = [];
  for (const part of parts) {
    const boxes = toBoxes(axes, part, isTrue);
    if (!boxes) return null;
    for (const box of boxes) joined.push(box);
    if (joined.length > MOST_BOXES) return null;
  }
  return joined.some((box) => box.size === 0) ? EVERYWHERE : joined;
}

/** Both; null where that takes too many boxes. */
export function meet(a: Boxes, b: Boxes): Boxes | null {
  if (a.length * b.length > MOST_BOXES * 4) return null;
  const met: Box[] = [];
  for (const left of a) {
    for (const right of b) {
      const box = meetBox(left, right);
      if (box) met.push(box);
    }
  }
  return met.length > MOST_BOXES ? null : met;
}

/** Both, or null where they have nothing in common. */
export function meetBox(left: Box, right: Box): Box | null {
  if (left.size === 0) return right;
  if (right.size === 0) return left;
  const [small, large] = left.size < right.size ? [left, right] : [right, left];
  const box = new Map(large);
  for (const [key, segments] of small) {
    const known = box.get(key);
    const both = known ? intersect(known, segments) : segments;
    if (both.length === 0) return null;
    box.set(key, both);
  }
  return box;
}

/** What of `from` lies in none of `away`; null where that takes more than `limit` boxes. */
export function subtract(axes: Axes, from: Boxes, away: Boxes, limit = MOST_BOXES): Boxes | null {
  let left: Box[] = [...from];
  for (const hole of away) {
    const next: Box[] = [];
    for (const box of left) {
      if (!meetBox(box, hole)) {
        next.push(box);
        continue;
      }
      let inside: Box = box;
      for (const [key, segments] of hole) {
        const axis = axes.byKey.get(key);
        const own = inside.get(key) ?? axis?.domain ?? WHOLE;
        const outside = intersect(own, complement(segments, axis?.isInteger ?? false));
        if (outside.length > 0) next.push(new Map(inside).set(key, outside));
        inside = new Map(inside).set(key, intersect(own, segments));
      }
    }
    if (next.length > limit) return null;
    left = next;
  }
  return left;
}

function oneOf(axes: Axes, of: Expression, values: readonly Value[], isTrue: boolean): Boxes | null {
  if (of.kind === 'variable') {
    const axis = variableAxis(axes, of.name, of.isAfter);
    if (axis?.variable) {
      const { variable } = axis;
      const indexes = values.map((value) => indexOfValue(variable, value)).filter((index) => index !== null);
      const segments = normalise(indexes.map(point), axis.isInteger);
      return boxOn(axis, isTrue ? segments : complement(segments, axis.isInteger));
    }
  }
  const each = values.map((value): Expression => ({ kind: 'compare', operator: '=', left: of, right: { kind: 'value', value } }));
  return isTrue ? joinOf(axes, each, true) : meetOf(axes, each, false);
}

const OPPOSITE: Record<Comparison, Comparison> = { '=': '!=', '!=': '=', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };

function comparison(axes: Axes, operator: Comparison, left: Expression, right: Expression, isTrue: boolean): Boxes | null {
  const sign = isTrue ? operator : OPPOSITE[operator];
  const flat = withoutCases({ kind: 'compare', operator: sign, left, right });
  if (flat) return toBoxes(axes, flat);
  const discrete = compareDiscrete(axes, sign, left, right) ?? compareDiscrete(axes, sign, right, left);
  if (discrete) return discrete;
  if (isCondition(axes, left) && isCondition(axes, right)) return compareConditions(axes, sign, left, right);
  const [a, b] = [toLinear(left), toLinear(right)];
  if (!a || !b) return null;
  const difference = plus(a, b, -1);
  if (difference.terms.size === 0) {
    const values = { before: {}, after: {} };
    return evaluate(
      { kind: 'compare', operator: sign, left: { kind: 'value', value: difference.constant }, right: { kind: 'value', value: 0 } },
      values,
    )
      ? EVERYWHERE
      : [];
  }
  const form = formAxis(axes, difference);
  if (!form) return null;
  const bound = -form.constant / form.factor;
  return boxOn(form.axis, satisfying(form.factor < 0 ? MIRRORED[sign] : sign, bound, form.axis.isInteger));
}

const MIRRORED: Record<Comparison, Comparison> = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

/** The numbers that stand in this relation to `bound`. */
function satisfying(sign: Comparison, bound: number, isInteger: boolean): Segment[] {
  const below = { low: -Infinity, high: bound, isLowOpen: true };
  const above = { low: bound, high: Infinity, isHighOpen: true };
  const segments: Record<Comparison, Segment[]> = {
    '=': [point(bound)],
    '!=': [
      { ...below, isHighOpen: true },
      { ...above, isLowOpen: true },
    ],
    '<': [{ ...below, isHighOpen: true }],
    '<=': [{ ...below, isHighOpen: false }],
    '>': [{ ...above, isLowOpen: true }],
    '>=': [{ ...above, isLowOpen: false }],
  };
  return normalise(segments[sign], isInteger);
}

/** A variable that is no number beside a value, or beside another such variable. */
function compareDiscrete(axes: Axes, sign: Comparison, left: Expression, right: Expression): Boxes | null {
  if (left.kind !== 'variable' || (sign !== '=' && sign !== '!=')) return null;
  const axis = variableAxis(axes, left.name, left.isAfter);
  if (!axis?.variable || axis.variable.domain.kind === 'number') return null;
  if (right.kind === 'value') return oneOf(axes, left, [right.value], sign === '=');
  if (right.kind !== 'variable' || axis.variable.domain.kind !== 'choice') return null;
  const other = variableAxis(axes, right.name, right.isAfter);
  const { domain } = axis.variable;
  if (other?.variable?.domain.kind !== 'choice' || domain.isOpen || other.variable.domain.isOpen) return null;
  const shared = domain.values.filter((value) => other.variable?.domain.kind === 'choice' && other.variable.domain.values.includes(value));
  const same: Expression = { kind: 'any', of: shared.map((value) => ({ kind: 'all', of: [isValue(left, value), isValue(right, value)] })) };
  return toBoxes(axes, same, sign === '=');
}

function isValue(of: Expression, value: Value): Expression {
  return { kind: 'one-of', of, values: [value] };
}

function isCondition(axes: Axes, expression: Expression): boolean {
  if (expression.kind === 'value') return typeof expression.value === 'boolean';
  if (expression.kind === 'variable') return axes.variables.get(expression.name)?.domain.kind === 'boolean';
  return !(expression.kind === 'arithmetic' || expression.kind === 'absolute' || expression.kind === 'count');
}

function compareConditions(axes: Axes, sign: Comparison, left: Expression, right: Expression): Boxes | null {
  if (sign !== '=' && sign !== '!=') return null;
  const neither: Expression = {
    kind: 'all',
    of: [
      { kind: 'not', of: left },
      { kind: 'not', of: right },
    ],
  };
  return toBoxes(axes, { kind: 'any', of: [{ kind: 'all', of: [left, right] }, neither] }, sign === '=');
}
