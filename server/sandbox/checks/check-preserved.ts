import type { System } from '#core/analysis/system.ts';
import type { CheckOutcome } from '#core/verification/evidence.ts';
import { bindingPath, checkBinding, parseBinding } from '#core/verification/suite/binding.ts';
import { differencesOf, outcomesOfPreservation, type Parts, preservedCases } from '#core/verification/suite/preserve.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { openSuite } from './run-suite.ts';

export type PreservationCheck = {
  /** Around the code as it was, and as it is with the fix in it. */
  unfixed: Sandbox;
  fixed: Sandbox;
  /** Confirmed readings only, those of what is wrong today among them: they say which inputs the bug concerns. */
  system: System;
  parts: Parts;
  slug: string;
  seed: number;
  signal: AbortSignal;
};

const most = 1000;

/**
 * Runs what the bug does not concern on the code as it was and as it is, and gives an outcome for each criterion of what stays unchanged: what was observed before is what is expected
 * now. Null where there is nothing to go by: no binding, no reading of the bug's condition, or code that answered nothing before.
 */
export async function checkPreserved({
  unfixed,
  fixed,
  system,
  parts,
  slug,
  seed,
  signal,
}: PreservationCheck): Promise<CheckOutcome[] | null> {
  const startedAt = performance.now();
  const file = bindingPath(slug);
  const bytes = (await fixed.readFile(file).catch(() => null)) ?? (await unfixed.readFile(file).catch(() => null));
  const text = bytes && new TextDecoder().decode(bytes);
  const binding = text === null ? null : parseBinding(text).binding;
  if (!binding || checkBinding(system, binding, text ?? '').length > 0) return null;
  const cases = preservedCases(system, parts, { seed, most });
  if (cases.length === 0) return null;
  const seen = async (sandbox: Sandbox) => {
    const suite = openSuite({ sandbox, binding, signal });
    try {
      return await suite.run(cases.map(({ steps }) => steps));
    } finally {
      await suite.close();
    }
  };
  const was = await seen(unfixed);
  if (was.varied.length > 0 || was.traces.every((trace) => trace === undefined)) return null;
  const is = await seen(fixed);
  if (signal.aborted) return null;
  const differences = differencesOf(cases, was.traces, is.traces);
  return outcomesOfPreservation(system, parts, { slug, file, seed, cases, differences, durationMs: performance.now() - startedAt });
}
