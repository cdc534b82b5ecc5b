import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { findMeantSpec } from './readings-document.ts';

export const listConfirmationsInput = z.object({ specId: z.uuid() });

/** Who said that a criterion means what is written of it, when, and of which sentence: the last of each criterion, also of one that was taken back. */
export async function listConfirmations(ctx: Ctx, { specId }: z.infer<typeof listConfirmationsInput>) {
  await findMeantSpec(ctx, specId);
  const rows = await ctx.db.readingConfirmation.findMany({
    where: { specId },
    orderBy: [{ criterion: 'asc' }, { confirmedAt: 'desc' }, { id: 'desc' }],
    distinct: ['criterion'],
    select: { criterion: true, sentenceHash: true, sentence: true, confirmedAt: true, takenBackAt: true, user: { select: { name: true } } },
  });
  return rows.map(({ user, takenBackAt, ...row }) => ({ ...row, by: user.name, isTakenBack: takenBackAt !== null }));
}
