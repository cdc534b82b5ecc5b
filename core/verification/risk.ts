import type { Verdict } from './evidence.ts';

/** What stands for a spec as it is: its verdicts, by criterion. */
export type Standing = { specId: string; verdicts: ReadonlyMap<string, Verdict> };

/** The criteria of a spec that a machine has spoken for, and whose word is stale. */
export function staleCriteria(verdicts: ReadonlyMap<string, Verdict>): string[] {
  return [...verdicts].filter(([, { isStale, checks }]) => isStale && checks.length > 0).map(([id]) => id);
}

/**
 * The specs that have something stale, the riskiest first: what was broken or flaky when it was last looked at, then what more criteria hang on. Equal ones keep their order.
 */
export function byRisk(specs: readonly Standing[]): string[] {
  const riskOf = ({ verdicts }: Standing): number =>
    staleCriteria(verdicts).reduce((sum, id) => {
      const verdict = verdicts.get(id);
      const isBroken = verdict?.state === 'falsified' || verdict?.state === 'error';
      return sum + 1 + (isBroken ? 20 : 0) + (verdict && verdict.flaky.length > 0 ? 10 : 0);
    }, 0);
  return specs
    .map((spec) => ({ spec, risk: riskOf(spec) }))
    .filter(({ risk }) => risk > 0)
    .sort((a, b) => b.risk - a.risk)
    .map(({ spec }) => spec.specId);
}

/** What held and is broken now, on the same sentence: the code has drifted away from the spec. */
export function driftOf(before: ReadonlyMap<string, Verdict>, after: ReadonlyMap<string, Verdict>): string[] {
  return [...after].filter(([id, { state }]) => state === 'falsified' && before.get(id)?.state === 'holds').map(([id]) => id);
}
