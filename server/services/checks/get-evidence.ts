import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { readChecksOf } from './recorded-checks.ts';

export const getEvidenceInput = z.object({ evidenceId: z.uuid() });

/** One recorded execution of the checks, with all that it established. `not_found` outside the organization. */
export async function getEvidence({ db, organizationId }: Ctx, { evidenceId }: z.infer<typeof getEvidenceInput>) {
  const evidence = await db.evidence.findFirst({ where: { id: evidenceId, organizationId } });
  if (!evidence) throw new Failure('not_found', 'There is no such evidence in this organization.');
  const { organizationId: _, ...rest } = evidence;
  return { ...rest, checks: await readChecksOf(db, evidenceId) };
}
