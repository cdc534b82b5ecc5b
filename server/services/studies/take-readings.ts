import { z } from 'zod';
import type { WordedFinding } from '#core/analysis/analysed-spec.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { findSpec } from '#server/services/questions/find-spec.ts';
import { changeGlossary } from '#server/services/readings/change-glossary.ts';
import { writeReadings } from '#server/services/readings/write-readings.ts';

export const takeReadingsInput = z.object({
  specId: z.uuid(),
  findingId: z.string().min(1).max(100),
  /** Of the option that was chosen. */
  label: z.string().min(1).max(2_000),
});

/**
 * Writes what readers offered into `readings.spec`, in the name of the person who chose it: the words that it needs, and the readings, as proposals or confirmed as the
 * option says. A sentence that has changed since is left. Safe to repeat. `not_found` where there is no such offer any more.
 */
export async function takeReadings(ctx: Ctx, { specId, findingId, label }: z.infer<typeof takeReadingsInput>) {
  await findSpec(ctx, specId);
  const row = await ctx.db.finding.findUnique({ where: { specId_id: { specId, id: findingId } } });
  // Written by `keepFindings` from this very type.
  const finding = row?.worded as unknown as WordedFinding | null;
  const offered = finding?.question.options.find((option) => option.label === label)?.readings;
  if (!offered || row?.goneAt !== null) throw new Failure('not_found', 'This is not offered any more. Look at the questions again.');
  for (const line of offered.declarations) await declare(ctx, specId, line);
  const { isConfirmed } = offered;
  const readings = offered.readings.map(({ criterion, sentenceHash, rules }) => ({ criterion, sentenceHash, rules: [...rules] }));
  return writeReadings(ctx, { specId, readings, isConfirmed });
}

/** Somebody may have declared the name meanwhile: then it means what they say, and the reading is checked against that. */
async function declare(ctx: Ctx, specId: string, line: string): Promise<void> {
  try {
    await changeGlossary(ctx, { specId, change: { kind: 'declare', name: null, line } });
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.code !== 'invalid') throw cause;
  }
}
