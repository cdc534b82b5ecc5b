import { axesOf } from './axes.ts';
import { type Boxes, meet, subtract } from './boxes.ts';
import { witnessOf } from './cells/cell-finding.ts';
import { plainestFirst } from './cells/find-conflicts.ts';
import { findValues } from './cells/find-values.ts';
import { ANY, baseOf, prepareRule } from './cells/prepare.ts';
import type { Witness } from './finding.ts';
import type { Rule, System } from './system.ts';

/** `same`: no step tells the two apart. `different`: this one does; where it is a matter of the response alone, the step is one in which both apply. */
export type RuleComparison =
  | { verdict: 'same' }
  | { verdict: 'different'; in: 'events' | 'condition' | 'response'; witness: Witness | null }
  | { verdict: 'unknown' };

/**
 * K12: whether two readings of one sentence say the same, and a step on which they differ ("cost is exactly 20: warn or not?"). Both are rules over the variables of
 * `system`. `unknown` is for the solver.
 */
export function compareRules(system: Pick<System, 'variables' | 'assumptions'>, a: Rule, b: Rule): RuleComparison {
  const axes = axesOf(system);
  const [one, other] = [prepareRule(axes, a), prepareRule(axes, b)];
  const names = [...new Set([...one.inputs, ...other.inputs])];
  const base = baseOf(axes, system.assumptions, new Set([...names, ...one.outputs, ...other.outputs]));
  if (JSON.stringify([...(a.events ?? [])].sort()) !== JSON.stringify([...(b.events ?? [])].sort()))
    return { verdict: 'different', in: 'events', witness: null };
  if (!one.guard || !other.guard) return { verdict: 'unknown' };
  const event = a.events?.[0] ?? ANY;
  for (const [inside, outside] of [
    [one, other],
    [other, one],
  ] as const) {
    const difference = outside.guard && inside.guard && differenceOf(inside.guard, outside.guard);
    if (!difference) return { verdict: 'unknown' };
    if (difference.length === 0) continue;
    const values = firstValues(difference, names);
    return values ? { verdict: 'different', in: 'condition', witness: witnessOf(axes, [inside], event, values) } : { verdict: 'unknown' };
  }
  if (one.signature === other.signature) return { verdict: 'same' };
  const timing = JSON.stringify(a.timing) === JSON.stringify(b.timing);
  const responses = one.response &&
    other.response && [subtract(axes, one.response, other.response), subtract(axes, other.response, one.response)];
  if (timing && responses?.every((left) => left?.length === 0)) return { verdict: 'same' };
  if (!responses || responses.includes(null)) return { verdict: 'unknown' };
  const applies = meet(one.guard, base);
  const values = applies && firstValues(applies, names);
  return values ? { verdict: 'different', in: 'response', witness: witnessOf(axes, [one, other], event, values) } : { verdict: 'unknown' };

  function differenceOf(inside: Boxes, outside: Boxes): Boxes | null {
    const region = meet(inside, base);
    return region && subtract(axes, region, outside);
  }

  function firstValues(boxes: Boxes, also: readonly string[]) {
    for (const box of plainestFirst(boxes)) {
      const values = findValues(axes, box, also);
      if (values) return values;
    }
    return null;
  }
}
