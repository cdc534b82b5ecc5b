import { z } from 'zod';
import { type GlossaryChange, changeGlossary as glossaryEdits } from '#core/readings/change-glossary.ts';
import { readReadings } from '#core/readings/readings-text.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { changingReadings, editReadings, findMeantSpec } from './readings-document.ts';

const name = z.string().min(1).max(400);

export const changeGlossaryInput = z.object({
  specId: z.uuid(),
  change: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('declare'), name: name.nullable(), line: z.string().trim().min(1).max(4_000) }),
    z.object({ kind: z.literal('merge'), into: name, from: name }),
    z.object({ kind: z.literal('exclude'), one: name, other: name, isExclusive: z.boolean() }),
    z.object({ kind: z.literal('forget'), name }),
  ]) satisfies z.ZodType<GlossaryChange>,
});

/** Changes what a word of the spec means, in `readings.spec`. `invalid` with the reason where the change does not go together with what is declared. */
export async function changeGlossary(ctx: Ctx, { specId, change }: z.infer<typeof changeGlossaryInput>): Promise<void> {
  const spec = await findMeantSpec(ctx, specId);
  await changingReadings(ctx, spec, async (tx, { texts, analysed }) => {
    const changed = glossaryEdits(readReadings(texts.readings ?? ''), change, analysed.proposal);
    if ('refusal' in changed) throw new Failure('invalid', changed.refusal);
    if (changed.edits.length === 0) return;
    await editReadings(tx, spec, changed.edits, ctx.actor.userId);
    await recordAudit(tx, ctx, {
      action: 'glossary.changed',
      subject: { kind: 'spec', id: specId, name: spec.title },
      projectId: spec.projectId,
      after: { ...change },
    });
  });
}
