import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { findSpec } from './find-spec.ts';

export const listFindingsInput = z.object({ specId: z.uuid() });

/** What the engines found in the durable texts of a spec and what is still there, with what people said to it. `not_found` outside the organization. */
export async function listFindings(ctx: Ctx, { specId }: z.infer<typeof listFindingsInput>) {
  await findSpec(ctx, specId);
  const [rows, answers] = await Promise.all([
    ctx.db.finding.findMany({ where: { specId, goneAt: null }, orderBy: { firstSeenAt: 'asc' }, take: 1_000 }),
    ctx.db.questionAnswer.findMany({ where: { specId, withdrawnAt: null }, orderBy: { createdAt: 'asc' } }),
  ]);
  return rows.map(({ id, kind, grade, criteria, title, cause, firstSeenAt }) => {
    // An answer holds for the sentences that it was given for.
    const answer = answers.findLast((known) => known.findingId === id && known.cause === cause);
    return { id, kind, grade, criteria, title, firstSeenAt, answer: answer ? { kind: answer.kind, words: answer.words } : null };
  });
}
