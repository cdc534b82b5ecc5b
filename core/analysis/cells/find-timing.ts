import type { Axes } from '../axes.ts';
import { type Boxes, meet, subtract } from '../boxes.ts';
import type { Expression } from '../expression.ts';
import type { Rule } from '../system.ts';
import { compatibleWhere, covers, coversEvents, MOST_FINDINGS, pushWitnessed, type SliceResult, type Steps } from './find-conflicts.ts';
import { ANY, type CellRule, sharedEvent } from './prepare.ts';

/** More pairs than this in one slice are left to nobody: timed rules are few. */
const MOST_PAIRS = 100_000;

/**
 * K9 of two rules that apply at one moment: one is due by a time until which the other has to last, and their responses cannot both be. What an answer must not
 * do it must not do later in that answer either, so a plain `not` lasts as long as the other takes. And one that is due later than another that asks for the
 * same says nothing more.
 */
export function* findTimingConflicts(axes: Axes, rules: readonly CellRule[], base: Boxes, result: SliceResult): Steps {
  const timed = rules.filter(({ rule, guard, response }) => rule.timing && guard && response);
  let pairs = 0;
  for (const a of timed)
    for (const b of rules) {
      pairs += 1;
      if (pairs % 500 === 0) yield;
      if (pairs > MOST_PAIRS || a === b || a.rule.criterion === b.rule.criterion) continue;
      if (!b.guard || !b.response || ![...a.outputs].some((output) => b.outputs.has(output))) continue;
      if (isSameResponse(a, b)) laterOf(axes, a, b, base, result);
      // Two timed rules are looked at once.
      else if (!b.rule.timing || rules.indexOf(a) < rules.indexOf(b)) conflictOf(axes, a, b, base, result);
    }
}

function isSameResponse(a: CellRule, b: CellRule): boolean {
  return JSON.stringify(a.rule.response) === JSON.stringify(b.rule.response);
}

function conflictOf(axes: Axes, a: CellRule, b: CellRule, base: Boxes, result: SliceResult): void {
  if (!areAtOnce(a.rule, b.rule)) return;
  const event = sharedEvent(a.rule, b.rule);
  const compatible = compatibleWhere(axes, a, b);
  const overlap = a.guard && b.guard && meet(a.guard, b.guard);
  const region = overlap && meet(overlap, base);
  if (event === null || compatible === 'everywhere' || region?.length === 0) return;
  const conflict = region && compatible && subtract(axes, region, compatible);
  if (!conflict) {
    for (const { rule } of [a, b]) result.undecided.add(rule.id);
    return;
  }
  const shared = [...a.outputs].find((output) => b.outputs.has(output));
  const pair = [a, b].sort((one, other) => (one.rule.id < other.rule.id ? -1 : 1));
  if (conflict.length > 0) pushWitnessed(axes, 'timing-conflict', pair, event === ANY ? null : event, conflict, shared ?? null, result);
}

/** Whether each has to hold at a moment at which the other one has to, however late both begin. */
function areAtOnce(a: Rule, b: Rule): boolean {
  const [dueA, dueB] = [a.timing?.within ?? 0, b.timing?.within ?? 0];
  return dueB <= lastingOf(a) && dueA <= lastingOf(b);
}

function lastingOf({ timing, response }: Rule): number {
  if (timing) return timing.forAtLeast ?? 0;
  return isProhibition(response) ? Number.POSITIVE_INFINITY : 0;
}

function isProhibition(response: Expression): boolean {
  return response.kind === 'not' || (response.kind === 'all' && response.of.length > 0 && response.of.every(isProhibition));
}

/** Of two that ask for the same, wherever the later one applies: it is the one too many. */
function laterOf(axes: Axes, sooner: CellRule, later: CellRule, base: Boxes, result: SliceResult): void {
  const [one, other] = [sooner.rule.timing, later.rule.timing];
  if (one?.within == null || other?.within == null || one.forAtLeast !== other.forAtLeast || one.within >= other.within) return;
  const region = later.guard && meet(later.guard, base);
  if (!region || region.length === 0 || !coversEvents(sooner, later) || !covers(axes, sooner, region)) return;
  if (result.findings.length >= MOST_FINDINGS) result.omitted += 1;
  else
    result.findings.push({
      kind: 'timing-redundant',
      rules: [later, sooner],
      event: null,
      variable: null,
      box: null,
      edge: null,
      witness: null,
    });
}
