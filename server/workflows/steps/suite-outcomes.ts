import { dirname } from 'node:path';
import type { CheckOutcome } from '#core/verification/evidence.ts';
import { bindingPath } from '#core/verification/suite/binding.ts';
import type { Db } from '#server/db/client.ts';
import { checkSuite } from '#server/sandbox/checks/check-suite.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { readCounterexamples } from '#server/services/checks/counterexamples.ts';
import { confirmedPart, type SuiteGround, suiteGroundOf } from '#server/services/checks/suite-system.ts';

type Place = { specId: string; sandbox: Sandbox; signal: AbortSignal };

/** The same cases for everybody, so that a verdict changes with the code or the words and with nothing else. */
export const suiteSeed = 1;

/** What suites of a spec are derived from: the workbench's readings, else those in the code that is checked. Null for a spec without criteria, and for code without a binding to it. */
export async function groundIn(db: Db, { specId, sandbox }: Place): Promise<(SuiteGround & { slug: string }) | null> {
  const spec = await db.spec.findUnique({ where: { id: specId }, select: { slug: true, documents: { select: { path: true } } } });
  if (!spec || (await sandbox.readFile(bindingPath(spec.slug)).catch(() => null)) === null) return null;
  const folder = spec.documents[0] && dirname(spec.documents[0].path);
  const readings = folder === undefined ? null : await sandbox.readFile(`${folder}/readings.spec`).catch(() => null);
  const ground = await suiteGroundOf(db, specId, readings ? new TextDecoder().decode(readings) : undefined);
  return ground ? { ...ground, slug: spec.slug } : null;
}

/**
 * What the suite of the confirmed readings gives in a sandbox, one outcome for each criterion; null where the code has no binding for this spec. A suite without a result is an outcome
 * in error: it is told, and takes nothing from what the repository's own checks gave.
 */
export async function suiteOutcomes(db: Db, place: Place): Promise<{ outcomes: CheckOutcome[]; durationMs: number } | null> {
  const { specId, sandbox, signal } = place;
  const ground = await groundIn(db, place);
  if (!ground || signal.aborted) return null;
  const { slug, readings } = ground;
  const known = await readCounterexamples(db, specId);
  const suite = await checkSuite({ sandbox, system: confirmedPart(ground), slug, seed: suiteSeed, known, readings, signal });
  if (!suite) return null;
  const { failure, durationMs, command } = suite;
  return { outcomes: failure === null ? suite.outcomes : [brokenSuite(command, failure)], durationMs };
}

/** What could not be run, in words. */
export function brokenSuite(name: string, message: string): CheckOutcome {
  return { name, file: null, line: null, status: 'error', cases: null, seed: null, counterexample: null, message, durationMs: null };
}
