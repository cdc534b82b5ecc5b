import type { CheckOutcome } from './evidence.ts';

/** Fewer inputs than this are examples, and no property. */
export const fewestCases = 10;

/** Names a check among those of one execution. */
export function checkKey({ file, name }: Pick<CheckOutcome, 'file' | 'name'>): string {
  return `${file}\n${name}`;
}

/**
 * Why a pass establishes nothing, by `checkKey`: a property that was tried on next to no inputs, or a test that passed as well
 * each time that the code was not there (`withoutCode`: what passed with each stub). Without a run on stubs only the first is known.
 */
export function refusalsOf(outcomes: readonly CheckOutcome[], withoutCode: readonly ReadonlySet<string>[]): Map<string, string> {
  const refusals = new Map<string, string>();
  for (const outcome of outcomes) {
    if (outcome.status !== 'passed' || outcome.isDerived) continue;
    const key = checkKey(outcome);
    if (withoutCode.length > 0 && withoutCode.every((passed) => passed.has(key)))
      refusals.set(
        key,
        'It passes with the code taken away: every function gave nothing, then something meaningless, and the test did not notice.',
      );
    else if (outcome.cases !== null && outcome.cases < fewestCases)
      refusals.set(key, `It tried ${outcome.cases} ${outcome.cases === 1 ? 'input' : 'inputs'}: a property needs at least ${fewestCases}.`);
  }
  return refusals;
}
