import { parseKeptSteps } from '#core/verification/suite/kept-steps.ts';
import type { TestStep } from '#core/verification/suite/test-case.ts';
import type { Db } from '#server/db/client.ts';

const most = 100;

/**
 * The steps that have broken the readings of a spec at some time, in evidence of ours, those that were found last first and each once: what a suite runs before anything
 * else.
 */
export async function readCounterexamples(db: Db, specId: string): Promise<TestStep[][]> {
  const rows = await db.evidenceCheck.findMany({
    where: { evidence: { specId, failure: null }, status: 'failed', counterexample: { startsWith: '[{"event":' } },
    orderBy: [{ evidence: { createdAt: 'desc' } }, { position: 'asc' }],
    select: { counterexample: true },
    take: most,
  });
  const found = new Map<string, TestStep[]>();
  for (const { counterexample } of rows) {
    const steps = parseKeptSteps(counterexample ?? '');
    if (steps) found.set(JSON.stringify(steps), found.get(JSON.stringify(steps)) ?? steps);
  }
  return [...found.values()];
}
