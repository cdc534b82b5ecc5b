import type { Finding, FindingKind, Witness } from '../finding.ts';
import { type Conditions, createConditions, NotLinear } from './conditions.ts';
import { type TimedRequirement, type TimedSystem, trialPhase } from './counter-trace.ts';
import { TooLarge } from './decision-diagram.ts';
import { type Budget, type Exploration, explore, type Moment } from './explore.ts';
import { groupsByVariables } from './groups.ts';

export type TimedAnalysis = {
  findings: Finding[];
  /** What could not be decided, and why: `vacuity of req7: ...`. */
  undecided: { check: 'consistency' | 'conflict' | 'vacuity' | 'redundancy'; requirements: readonly string[]; reason: string }[];
};

type Allowance = { stepsEach: number; stepsInAll: number; largestSet: 1 | 2 | 3 };

const USUAL: Allowance = { stepsEach: 1_500_000, stepsInAll: 12_000_000, largestSet: 3 };

/**
 * Whether timed requirements can be kept together (K9): which smallest sets lead into a moment from which no time can pass without breaking one of
 * them, which are never put to the test, and which follow from the others. Invariants take part in every check, as in ultimate's requirement
 * checker. What the allowance does not cover is named in `undecided`, never guessed.
 */
export function checkTimed(system: TimedSystem, allowance: Allowance = USUAL): TimedAnalysis {
  const result: TimedAnalysis = { findings: [], undecided: [] };
  const budget = { steps: allowance.stepsInAll };
  for (const group of groupsByVariables(system.requirements)) checkGroup(system, group, allowance, budget, result);
  return result;
}

type Group = {
  conditions: Conditions;
  /** Of all invariants together. */
  allowed: number;
  invariants: readonly TimedRequirement[];
  others: readonly TimedRequirement[];
  allowance: Allowance;
  budget: Budget;
  result: TimedAnalysis;
};

function checkGroup(
  system: TimedSystem,
  all: readonly TimedRequirement[],
  allowance: Allowance,
  budget: Budget,
  result: TimedAnalysis,
): void {
  const requirements = all.filter(({ traces }) => traces.length > 0);
  const invariants = requirements.filter(({ invariant }) => invariant !== null);
  const others = requirements.filter(({ invariant }) => invariant === null);
  const conditions = createConditions(system.variables);
  const doubts = all.flatMap(({ doubt }) => (doubt === null ? [] : [doubt]));
  const ids = all.map(({ id }) => id);
  try {
    if (doubts[0] !== undefined) throw new TooLarge(doubts[0]);
    const allowed = invariants.reduce((sum, { invariant }) => conditions.diagrams.and(sum, invariant ? conditions.read(invariant) : 1), 1);
    const group: Group = { conditions, allowed, invariants, others, allowance, budget, result };
    for (const { traces } of others) for (const trace of traces) for (const { holds } of trace) conditions.read(holds);
    if (conditions.diagrams.and(allowed, conditions.facts()) === 0) {
      result.findings.push(finding('conflict', smallestImpossible(conditions, invariants), null));
      return;
    }
    const whole = wholeOf(group);
    if (conditions.isUnsure()) throw new TooLarge('Whole numbers could not be decided in its comparisons.');
    conflictsOf(group, whole);
    vacuitiesOf(group, whole);
    redundanciesOf(group);
  } catch (error) {
    if (!(error instanceof TooLarge || error instanceof NotLinear)) throw error;
    for (const check of ['consistency', 'conflict', 'vacuity', 'redundancy'] as const)
      result.undecided.push({ check, requirements: ids, reason: error.message });
  }
}

/** Every run of the whole group at once; null where there are too many. */
function wholeOf({ conditions, allowed, others, allowance, budget }: Group): Exploration | null {
  return attempt(budget, allowance, (own) => explore(conditions, allowed, others, { budget: own, wants: 'everything' }));
}

function attempt<T>(budget: Budget, { stepsEach }: Allowance, work: (own: Budget) => T): T | null {
  const own = { steps: Math.min(stepsEach, budget.steps) };
  const granted = own.steps;
  try {
    return work(own);
  } catch (error) {
    if (error instanceof TooLarge) return null;
    throw error;
  } finally {
    budget.steps -= granted - Math.max(0, own.steps);
  }
}

function conflictsOf(group: Group, whole: Exploration | null): void {
  const { conditions, allowed, others, allowance, budget, result } = group;
  if (whole && whole.deadEnd === null) return;
  if (whole?.isDeadAtOnce) {
    const ids = smallestDeadAtOnce(group);
    result.findings.push(finding('conflict', ids, null));
    return;
  }
  const found: Set<TimedRequirement>[] = [];
  let isComplete = true;
  for (const size of [1, 2, 3].filter((one) => one <= allowance.largestSet)) {
    for (const set of subsets(others, size)) {
      if (found.some((known) => [...known].every((one) => set.includes(one)))) continue;
      if (size > 1 && groupsByVariables([...set, ...group.invariants]).filter((part) => part.some((one) => set.includes(one))).length > 1)
        continue;
      const run = attempt(budget, allowance, (own) => explore(conditions, allowed, set, { budget: own, wants: 'dead-end' }));
      if (run === null) isComplete = false;
      if (!run?.deadEnd) continue;
      found.push(new Set(set));
      result.findings.push(
        finding(
          'timing-conflict',
          set.map(({ id }) => id),
          witnessOf(run.deadEnd, run.tick),
        ),
      );
    }
  }
  if (!isComplete)
    result.undecided.push({
      check: 'conflict',
      requirements: others.map(({ id }) => id),
      reason: 'There are too many runs to follow them all.',
    });
}

function vacuitiesOf({ conditions, allowed, others, allowance, budget, result }: Group, whole: Exploration | null): void {
  for (const requirement of others) {
    const alone = attempt(budget, allowance, (own) => explore(conditions, allowed, [requirement], { budget: own, wants: 'everything' }));
    if (alone && isVacuous(alone, requirement)) result.findings.push(finding('timing-vacuous', [requirement.id], null));
    else if (whole && isVacuous(whole, requirement)) result.findings.push(finding('timing-vacuous', [requirement.id], null));
    else if (!whole)
      result.undecided.push({ check: 'vacuity', requirements: [requirement.id], reason: 'There are too many runs to follow them all.' });
  }
}

function isVacuous({ watched, reached }: Exploration, requirement: TimedRequirement): boolean {
  return watched.every(({ requirement: own, trace }, index) => {
    if (own !== requirement) return true;
    const phase = trialPhase(trace);
    return phase >= 0 && reached[index]?.[phase] === false;
  });
}

function redundanciesOf(group: Group): void {
  const { conditions, others, invariants, allowance, budget, result } = group;
  for (const suspect of [...invariants, ...others]) {
    if (suspect.traces.some((trace) => trace.some(({ bound }) => bound?.time === Number.POSITIVE_INFINITY))) {
      result.undecided.push({
        check: 'redundancy',
        requirements: [suspect.id],
        reason: 'What may wait for ever is never seen to be broken.',
      });
      continue;
    }
    const allowed = invariants
      .filter((one) => one !== suspect)
      .reduce((sum, { invariant }) => conditions.diagrams.and(sum, invariant ? conditions.read(invariant) : 1), 1);
    const follows = (companions: readonly TimedRequirement[]) =>
      attempt(budget, allowance, (own) =>
        explore(conditions, allowed, [suspect, ...companions], { budget: own, suspect, wants: 'breach' }),
      );
    const alone = follows([]);
    const isImplied = alone && alone.breach === null;
    const run = isImplied ? alone : follows(others.filter((one) => one !== suspect));
    if (run && run.breach === null) result.findings.push(finding('timing-redundant', [suspect.id], null));
    else if (!run)
      result.undecided.push({ check: 'redundancy', requirements: [suspect.id], reason: 'There are too many runs to follow them all.' });
  }
}

/** By leaving out one after the other. */
function smallestImpossible(conditions: Conditions, invariants: readonly TimedRequirement[]): string[] {
  let kept = [...invariants];
  const isImpossible = (some: readonly TimedRequirement[]) =>
    some.reduce((sum, { invariant }) => conditions.diagrams.and(sum, invariant ? conditions.read(invariant) : 1), conditions.facts()) === 0;
  for (const one of invariants) {
    const without = kept.filter((other) => other !== one);
    if (isImpossible(without)) kept = without;
  }
  return kept.map(({ id }) => id);
}

function smallestDeadAtOnce({ conditions, allowed, others, allowance, budget }: Group): string[] {
  let kept = [...others];
  for (const one of others) {
    const without = kept.filter((other) => other !== one);
    const run = attempt(budget, allowance, (own) => explore(conditions, allowed, without, { budget: own, wants: 'dead-end' }));
    if (run?.isDeadAtOnce) kept = without;
  }
  return kept.map(({ id }) => id);
}

function* subsets<T>(all: readonly T[], size: number, from = 0): Generator<T[]> {
  if (size === 0) {
    yield [];
    return;
  }
  for (let index = from; index < all.length; index += 1) {
    const first = all[index];
    if (first === undefined) continue;
    for (const rest of subsets(all, size - 1, index + 1)) yield [first, ...rest];
  }
}

function finding(kind: FindingKind, criteria: readonly string[], witness: Witness | null): Finding {
  const id = `${kind}:${[...criteria].sort().join('+')}`;
  return { id, kind, proof: { grade: 'proved', engine: 'timed' }, criteria, event: null, variable: null, region: [], witness };
}

/** Steps are named by the time for which their values hold. */
function witnessOf(moments: readonly Moment[], tick: number): Witness {
  return {
    steps: moments.map(({ forTicks, values }) => ({ event: `for ${Number((forTicks * tick).toFixed(6))}`, before: values, asked: {} })),
  };
}
