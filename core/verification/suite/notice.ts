import { decideSlice, type Slice, type SliceOutcome, slicesOf } from '#core/analysis/cells/slices.ts';
import { compareRules } from '#core/analysis/compare-rules.ts';
import { findingId } from '#core/analysis/finding-id.ts';
import type { Rule, System } from '#core/analysis/system.ts';
import { buildSuite } from './build-suite.ts';
import { violationsOf } from './judge.ts';
import { type SpecMutant, specMutants } from './mutate-system.ts';
import { runModel } from './run-model.ts';
import { momentsOf, tellsApart } from './tell-apart.ts';
import type { TestCase, TestStep, Trace } from './test-case.ts';

/**
 * A reading with one thing changed in it, and what would notice: a test that follows from it, a finding of the analysis, or nothing. `same` is no change at all: it is proved that no
 * step tells the two readings apart.
 */
export type Notice = { criterion: string; rule: string; change: string; by: 'test' | 'finding' | 'same' | null };

/** So many cases of a changed spec's own suite are tried, beside those of the spec as it is. */
const OWN_CASES = 60;

/**
 * Asks of each small change of a spec whether anything would notice it. A test does where, in one of its steps, something is right by the one and wrong by the other, so that a
 * system built after the wrong sentence may be failed by it; or where a system that does what the spec says now breaks the changed one, on the cases of either; a finding does where the changed spec disagrees with itself, or leaves open what was decided. `seen` is what a system showed on the cases, where one was run: it may be stricter
 * than the spec. What nothing notices is a question for people. Yields
 * between mutants.
 */
export function* noticeInSteps(
  system: System,
  cases: readonly Pick<TestCase, 'steps'>[],
  seen: readonly (Trace | null | undefined)[] = [],
): Generator<{ notice: Notice | null; of: number }, void> {
  const moments = momentsOf(system, cases);
  // What breaks the spec as it is breaks the changed one no more than before.
  const right = rightBy(system, [
    ...cases.map(({ steps }) => ({ steps, trace: runModel(system, steps) })),
    ...cases.flatMap(({ steps }, at) => (seen[at] ? [{ steps, trace: seen[at] }] : [])),
  ]);
  const known = new Map<string, SliceOutcome>();
  const mutants = specMutants(system);
  const of = mutants.length;
  yield { notice: null, of };
  const before = findingsOf(system, known);
  for (const mutant of mutants) {
    const { criterion, rule, change } = mutant;
    const [was, is] = [system, mutant.system].map(({ rules }) => rules.find(({ id }) => id === rule));
    const byTest = (was && is && tellsApart(system, moments, was, is)) || isBroken(mutant.system, right) || isBrokenByOwn(system, mutant);
    const by = byTest ? 'test' : findsMore(mutant.system, before, known) ? 'finding' : isSame(system, was, is) ? 'same' : null;
    yield { notice: { criterion, rule, change, by }, of };
  }
}

function isSame(system: System, was: Rule | undefined, is: Rule | undefined): boolean {
  return was !== undefined && is !== undefined && compareRules(system, was, is).verdict === 'same';
}

type Shown = { steps: readonly TestStep[]; trace: Trace };

function rightBy(system: System, shown: readonly Shown[]): Shown[] {
  return shown.filter(({ steps, trace }) => violationsOf(system, steps, trace).length === 0);
}

function isBroken(system: System, shown: readonly Shown[]): boolean {
  return shown.some(({ steps, trace }) => violationsOf(system, steps, trace).length > 0);
}

function isBrokenByOwn(system: System, { system: changed }: SpecMutant): boolean {
  const { cases } = buildSuite(changed, { seed: 1, budget: { cases: OWN_CASES, random: 10, states: 12 } });
  return isBroken(
    changed,
    rightBy(
      system,
      cases.map(({ steps }) => ({ steps, trace: runModel(system, steps) })),
    ),
  );
}

function findsMore(system: System, before: ReadonlySet<string>, known: Map<string, SliceOutcome>): boolean {
  return [...findingsOf(system, known)].some((id) => !before.has(id));
}

function findingsOf(system: System, known: Map<string, SliceOutcome>): Set<string> {
  const ids = new Set<string>();
  for (const slice of slicesOf(system)) {
    const outcome = known.get(slice.hash) ?? decided(system, slice);
    known.set(slice.hash, outcome);
    for (const { kind, rules, event, variable, box } of outcome.findings) {
      const criteria = rules.map(({ rule }) => rule.criterion);
      // With where it is so: a gap that has grown is not the gap that was known.
      ids.add(findingId(kind, criteria, event, variable, JSON.stringify([...(box ?? [])])));
    }
  }
  return ids;
}

function decided(system: System, slice: Slice): SliceOutcome {
  const steps = decideSlice(system, slice);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
