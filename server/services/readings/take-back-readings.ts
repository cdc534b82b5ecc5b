import { z } from 'zod';
import { dropReadings, takeBack } from '#core/readings/confirm.ts';
import { readReadings } from '#core/readings/readings-text.ts';
import type { Ctx } from '#server/context.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { changingReadings, editReadings, findMeantSpec } from './readings-document.ts';

export const takeBackReadingsInput = z.object({
  specId: z.uuid(),
  criteria: z.array(z.string().min(1).max(300)).min(1).max(5_000),
  /** Takes the readings out of the text as well: the rules read those sentences again, if their criteria are still there. */
  isDropped: z.boolean().default(false),
});

/** Takes back that readings were confirmed: they stay as proposals, or go. Safe to repeat. `not_found` outside the organization. */
export async function takeBackReadings(
  ctx: Ctx,
  { specId, criteria, isDropped = false }: z.input<typeof takeBackReadingsInput>,
): Promise<void> {
  const spec = await findMeantSpec(ctx, specId);
  await changingReadings(ctx, spec, async (tx, { texts }) => {
    const source = readReadings(texts.readings ?? '');
    const wanted = new Set(criteria);
    const edits = isDropped ? dropReadings(source, wanted) : takeBack(source, wanted);
    if (edits.length === 0) return;
    await editReadings(tx, spec, edits, ctx.actor.userId);
    await tx.readingConfirmation.updateMany({
      where: { specId, criterion: { in: criteria }, takenBackAt: null },
      data: { takenBackAt: new Date() },
    });
    await recordAudit(tx, ctx, {
      action: 'reading.taken-back',
      subject: { kind: 'spec', id: specId, name: spec.title },
      projectId: spec.projectId,
      after: { criteria, isDropped },
    });
  });
}
