import { z } from 'zod';
import { buildSuite } from '#core/verification/suite/build-suite.ts';
import { type SuiteTable, suiteTable } from '#core/verification/suite/suite-table.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { suiteGroundOf } from './suite-system.ts';

export const getSuiteInput = z.object({
  specId: z.uuid(),
  seed: z.int().min(0).max(4_294_967_295).default(1),
  from: z.int().min(0).max(100_000).default(0),
  count: z.int().min(1).max(500).default(100),
});

/** A spec's suite in words, and the criteria whose readings are not confirmed: cases from them say what would be tested, and give no evidence. */
export type SpecSuite = SuiteTable & { seed: number; unconfirmed: readonly string[] };

/** The test cases that follow from a spec's readings, before anything runs. The same seed gives the same cases. `not_found` outside the organization. */
export async function getSuite(
  { db, organizationId }: Ctx,
  { specId, seed, from, count }: z.infer<typeof getSuiteInput>,
): Promise<SpecSuite> {
  const spec = await db.spec.findFirst({ where: { id: specId, project: { organizationId } }, select: { id: true } });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  const ground = await suiteGroundOf(db, specId);
  const system = ground?.system ?? { variables: [], events: [], assumptions: [], rules: [] };
  const suite = buildSuite(system, { seed, budget: { cases: 2000 } });
  return { ...suiteTable(system, suite, { from, count }), seed, unconfirmed: ground?.unconfirmed ?? [] };
}
