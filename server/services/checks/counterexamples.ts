import { z } from 'zod';
import { parseToldSteps } from '#core/verification/suite/kept-steps.ts';
import {
  newRegressions,
  parseRegressions,
  printRegressions,
  type Regression,
  regressionPath,
} from '#core/verification/suite/regressions.ts';
import type { TestStep } from '#core/verification/suite/test-case.ts';
import type { Db } from '#server/db/client.ts';
import { sha256Of } from '#server/services/documents/sha256.ts';

const most = 100;

const hashes = z.record(z.string(), z.string());

/** What has broken the readings of a spec at some time, in evidence of ours, those that were found last first. */
async function readKept(db: Pick<Db, 'evidenceCheck'>, specId: string): Promise<Regression[]> {
  const rows = await db.evidenceCheck.findMany({
    where: { evidence: { specId, failure: null }, status: 'failed', counterexample: { startsWith: '[{"event":' } },
    orderBy: [{ evidence: { createdAt: 'desc' } }, { position: 'asc' }],
    select: { counterexample: true, criteria: true, readingSha256: true, seed: true },
    take: most,
  });
  return rows.flatMap(({ counterexample, criteria: stored, readingSha256, seed }) => {
    const steps = parseToldSteps(counterexample ?? '');
    const criteria = Object.keys(hashes.catch({}).parse(stored));
    const readings = readingSha256 === null ? null : Object.fromEntries(criteria.map((id) => [id, readingSha256]));
    return steps ? [{ steps, criteria, ...(readings && { readings }), seed: Number.parseInt(seed ?? '', 10) || 0 }] : [];
  });
}

/** The steps that have broken the readings of a spec at some time, those that were found last first and each once: what a suite runs before anything else. */
export async function readCounterexamples(db: Db, specId: string): Promise<TestStep[][]> {
  const found = new Map<string, TestStep[]>();
  for (const { steps: told } of await readKept(db, specId)) {
    const steps = told.map(({ expected: _, observed: __, ...step }): TestStep => step);
    found.set(JSON.stringify(steps), found.get(JSON.stringify(steps)) ?? steps);
  }
  return [...found.values()];
}

/**
 * The files to add to a repository for what has broken a spec and is not kept there yet, oldest first. `there` is what the repository has of `regressionsPath` and
 * `regressionsFolder`: what stands in it is never changed.
 */
export async function regressionFiles(
  db: Pick<Db, 'evidenceCheck'>,
  { specId, slug, there }: { specId: string; slug: string; there: readonly (string | null)[] },
): Promise<{ path: string; text: string }[]> {
  const known = there.flatMap((text) => parseRegressions(text ?? ''));
  return newRegressions(known, (await readKept(db, specId)).reverse()).map((regression) => {
    const text = printRegressions([regression], []);
    return { path: regressionPath(slug, regression, sha256Of(text)), text };
  });
}
