import { axesOf } from '#core/analysis/axes.ts';
import { holds } from '#core/analysis/evaluate.ts';
import { type State, stepModel } from '#core/analysis/model/step.ts';
import type { Rule, System } from '#core/analysis/system.ts';
import { atomsOf, bendsOf, distance, outcomesOf, underOutcomes } from './atoms.ts';
import { BESIDE } from './edges.ts';
import { initialState } from './reach.ts';
import type { TestCase, Trace } from './test-case.ts';

/** How much of what can be covered is, as counts; `of` is 0 where there is nothing of the kind. */
export type Part = { met: number; of: number };

/**
 * Of one criterion: C1 its guard was true, C2 false (on its event), C3 each atom both, C4 a pair of steps for each atom that shows it decide, C5 each constant met
 * and missed by the least, C6 its response evaluated.
 */
export type CriterionCoverage = { c1: Part; c2: Part; c3: Part; c4: Part; c5: Part; c6: Part };

type Tally = { rule: Rule; outcomes: Set<string>; on: Set<number>; off: Set<number>; isTrue: boolean; isFalse: boolean; judged: boolean };

/** What cases reach of each criterion. Without traces it is what the model predicts; with them, what was seen. */
export function coverageOf(
  system: System,
  cases: readonly Pick<TestCase, 'steps'>[],
  traces?: readonly (Trace | undefined)[],
): Map<string, CriterionCoverage> {
  const axes = axesOf(system);
  const tallies = system.rules.map((rule) => ({
    rule,
    atoms: atomsOf(rule.guard),
    bends: bendsOf(rule.guard, (name) => axes.variables.get(name)?.domain.kind === 'number'),
    tally: {
      rule,
      outcomes: new Set<string>(),
      on: new Set<number>(),
      off: new Set<number>(),
      isTrue: false,
      isFalse: false,
      judged: false,
    },
  }));
  for (const [index, { steps }] of cases.entries()) {
    const trace = traces?.[index];
    let before: State = { ...initialState(system), ...trace?.initial };
    for (const [at, { event, inputs }] of steps.entries()) {
      const values = { before: { ...before, ...inputs }, after: {} };
      for (const { rule, atoms, bends, tally } of tallies) {
        if (rule.events && !rule.events.includes(event)) continue;
        const is = holds(rule.guard, values);
        if (is) tally.isTrue = true;
        else tally.isFalse = true;
        tally.outcomes.add(outcomesOf(atoms, values));
        if (is && (!traces || trace?.steps[at]?.trouble === null)) tally.judged = true;
        for (const [number, bend] of bends.entries()) {
          const away = distance(bend, values);
          if (away === 0) tally.on.add(number);
          else if (away !== null && Math.abs(away) <= (Number.isInteger(away) ? 1 : BESIDE * 1.001)) tally.off.add(number);
        }
      }
      before = { ...stepModel(system, axes, event, before, inputs).after, ...trace?.steps[at]?.state };
    }
  }
  const coverage = new Map<string, CriterionCoverage>();
  for (const { rule, bends, tally } of tallies) {
    const own = partsOf(tally, bends.length);
    const known = coverage.get(rule.criterion);
    coverage.set(rule.criterion, known ? sum(known, own) : own);
  }
  return coverage;
}

function partsOf({ rule, outcomes, on, off, isTrue, isFalse, judged }: Tally, bends: number): CriterionCoverage {
  const count = atomsOf(rule.guard).length;
  const seen = [...outcomes];
  let both = 0;
  let deciding = 0;
  for (let at = 0; at < count; at += 1) {
    both += Number(seen.some((each) => each[at] === '1')) + Number(seen.some((each) => each[at] === '0'));
    const decides = (value: string) =>
      seen.filter((each) => each[at] === value && isDeciding(rule, each, at)).map((each) => truth(rule, each));
    const [high, low] = [decides('1'), decides('0')];
    if (high.some((is) => low.includes(!is))) deciding += 1;
  }
  const canBeFalse = count > 0;
  return {
    c1: { met: Number(isTrue), of: 1 },
    c2: { met: Number(canBeFalse && isFalse), of: Number(canBeFalse) },
    c3: { met: both, of: count * 2 },
    c4: { met: deciding, of: count },
    c5: { met: on.size + off.size, of: bends * 2 },
    c6: { met: Number(judged), of: 1 },
  };
}

function truth({ guard }: Rule, outcomes: string): boolean {
  return underOutcomes(
    guard,
    Array.from(outcomes, (each) => each === '1'),
  );
}

/** Whether the guard would come out the other way if this atom alone did. */
function isDeciding(rule: Rule, outcomes: string, at: number): boolean {
  const other = outcomes.slice(0, at) + (outcomes[at] === '1' ? '0' : '1') + outcomes.slice(at + 1);
  return truth(rule, outcomes) !== truth(rule, other);
}

function sum(a: CriterionCoverage, b: CriterionCoverage): CriterionCoverage {
  const add = (x: Part, y: Part): Part => ({ met: x.met + y.met, of: x.of + y.of });
  return {
    c1: add(a.c1, b.c1),
    c2: add(a.c2, b.c2),
    c3: add(a.c3, b.c3),
    c4: add(a.c4, b.c4),
    c5: add(a.c5, b.c5),
    c6: add(a.c6, b.c6),
  };
}
