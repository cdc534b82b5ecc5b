import { decideSlice, type Slice, type SliceOutcome, slicesOf } from '#core/analysis/cells/slices.ts';
import { findingId } from '#core/analysis/finding-id.ts';
import type { System } from '#core/analysis/system.ts';
import { buildSuite } from './build-suite.ts';
import { violationsOf } from './judge.ts';
import { type SpecMutant, specMutants } from './mutate-system.ts';
import { runModel } from './run-model.ts';
import type { TestCase, Trace } from './test-case.ts';

/** A reading with one thing changed in it, and what would notice: a test that follows from it, a finding of the analysis, or nothing. */
export type Notice = { criterion: string; rule: string; change: string; by: 'test' | 'finding' | null };

/** So many cases of a changed spec's own suite are tried, beside those of the spec as it is. */
const OWN_CASES = 60;

/**
 * Asks of each small change of a spec whether anything would notice it. A test does where a system that does what the spec says now breaks the changed one, on the cases
 * of either; a finding does where the changed spec disagrees with itself, or leaves open what was decided. `seen` is what a system showed on the cases, where one was run: it may be stricter
 * than the spec. What nothing notices is a question for people. Yields
 * between mutants.
 */
export function* noticeInSteps(
  system: System,
  cases: readonly Pick<TestCase, 'steps'>[],
  seen: readonly (Trace | null | undefined)[] = [],
): Generator<{ notice: Notice | null; of: number }, void> {
  const traces = cases.map(({ steps }) => runModel(system, steps));
  const known = new Map<string, SliceOutcome>();
  const mutants = specMutants(system);
  const of = mutants.length;
  yield { notice: null, of };
  const before = findingsOf(system, known);
  for (const mutant of mutants) {
    const { criterion, rule, change } = mutant;
    const byTest = isBroken(mutant.system, cases, traces) || isBroken(mutant.system, cases, seen) || isBrokenByOwn(system, mutant);
    const by = byTest ? 'test' : findsMore(mutant.system, before, known) ? 'finding' : null;
    yield { notice: { criterion, rule, change, by }, of };
  }
}

function isBroken(system: System, cases: readonly Pick<TestCase, 'steps'>[], traces: readonly (Trace | null | undefined)[]): boolean {
  return cases.some(({ steps }, at) => {
    const trace = traces[at];
    return trace != null && violationsOf(system, steps, trace).length > 0;
  });
}

function isBrokenByOwn(system: System, { system: changed }: SpecMutant): boolean {
  const { cases } = buildSuite(changed, { seed: 1, budget: { cases: OWN_CASES, random: 10, states: 12 } });
  return cases.some(({ steps }) => violationsOf(changed, steps, runModel(system, steps)).length > 0);
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
