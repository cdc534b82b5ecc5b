import { z } from 'zod';
import type { Format } from '#core/formats/find-specs.ts';
import { readRequirements } from '#core/formats/read-document.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { checkRules } from '#core/readings/check-rules.ts';
import { isWritable, type WrittenReading, writeReadings as writeEdits } from '#core/readings/confirm.ts';
import { readReadings } from '#core/readings/readings-text.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { changingReadings, editReadings, findMeantSpec, type Ground, type MeantSpec } from './readings-document.ts';

export const writeReadingsInput = z.object({
  specId: z.uuid(),
  /** Each as the person saw it: the hash of its sentence, and the rules that stand behind the colon. */
  readings: z
    .array(
      z.object({
        criterion: z.string().min(1).max(300),
        sentenceHash: z.string().regex(/^[0-9a-f]{8}$/),
        rules: z.array(z.string().trim().min(1).max(4_000)).min(1).max(20),
      }),
    )
    .min(1)
    .max(5_000),
  /** Whether the person says that this is what the sentences mean; else it is kept as a proposal. */
  isConfirmed: z.boolean(),
});

/** What was written, and what was not and why. */
export type WroteReadings = { written: string[]; left: { criterion: string; why: string }[] };

/**
 * Writes readings into `readings.spec` in a person's name, bound to the sentences that they read: a sentence that has changed since is left, and so is a reading with a
 * mistake in it. With the words that they need, so that nothing else changes its meaning. Who confirmed what, and when, is recorded with it or not at all.
 * `invalid` if nothing of it could be written; `not_found` outside the organization.
 */
export async function writeReadings(
  ctx: Ctx,
  { specId, readings, isConfirmed }: z.infer<typeof writeReadingsInput>,
): Promise<WroteReadings> {
  const spec = await findMeantSpec(ctx, specId);
  return changingReadings(ctx, spec, async (tx, ground) => {
    const { fitting, left } = judge(ground, readings, isConfirmed ? 'confirmed' : 'proposed');
    if (fitting.length === 0) throw new Failure('invalid', left[0]?.why ?? 'There is nothing to write.');
    const { texts, analysed } = ground;
    const order = analysed.readings.map(({ criterion }) => criterion);
    const edits = writeEdits(readReadings(texts.readings ?? ''), fitting, { offered: analysed.proposal, order });
    const documentId = await editReadings(tx, spec, edits, ctx.actor.userId);
    const { sha256 } = await readDocument(tx, documentId);
    await takeOver(tx, spec, ground, fitting, isConfirmed ? ctx.actor.userId : null);
    await recordAudit(tx, ctx, {
      action: isConfirmed ? 'reading.confirmed' : 'reading.written',
      subject: { kind: 'spec', id: specId, name: spec.title },
      projectId: spec.projectId,
      after: { sentences: Object.fromEntries(fitting.map(({ criterion, sentenceHash: hash }) => [criterion, hash])), sha256 },
    });
    return { written: fitting.map(({ criterion }) => criterion), left };
  });
}

/** Parts what can be written from what cannot. The last one given of a criterion counts. */
function judge(
  { texts, analysed }: Ground,
  readings: z.infer<typeof writeReadingsInput>['readings'],
  mark: WrittenReading['mark'],
): { fitting: WrittenReading[]; left: WroteReadings['left'] } {
  const sentences = sentencesOf(texts.requirements, texts.format);
  const fitting: WrittenReading[] = [];
  const left: WroteReadings['left'] = [];
  for (const reading of new Map(readings.map((one) => [one.criterion, one])).values()) {
    const { criterion, rules } = reading;
    const sentence = sentences.get(criterion);
    const why =
      sentence === undefined
        ? `There is no criterion ${criterion} any more.`
        : sentenceHash(sentence) !== reading.sentenceHash
          ? `The sentence of ${criterion} has changed meanwhile. Look at it again.`
          : !isWritable(criterion)
            ? `The id ${criterion} cannot stand in readings.`
            : (checkRules(rules, { written: texts.readings ?? '', offered: analysed.proposal }).problems[0]?.message ?? null);
    if (why === null) fitting.push({ ...reading, mark });
    else left.push({ criterion, why });
  }
  return { fitting, left };
}

/** The sentences of a requirements text by the ids of their criteria. */
export function sentencesOf(requirements: string, format?: Format): Map<string, string> {
  return new Map(
    readRequirements(requirements, format).tree.requirements.flatMap(({ criteria }) => criteria.map(({ id, text }) => [id, text] as const)),
  );
}

/** Keeps who says so now, in the place of whoever said something of these criteria before. */
async function takeOver(
  tx: Tx,
  spec: MeantSpec,
  { texts }: Ground,
  written: readonly WrittenReading[],
  userId: string | null,
): Promise<void> {
  const sentences = sentencesOf(texts.requirements, texts.format);
  const criteria = written.map(({ criterion }) => criterion);
  await tx.readingConfirmation.updateMany({
    where: { specId: spec.id, criterion: { in: criteria }, takenBackAt: null },
    data: { takenBackAt: new Date() },
  });
  if (userId === null) return;
  await tx.readingConfirmation.createMany({
    data: written.map(({ criterion, sentenceHash: hash, rules }) => ({
      specId: spec.id,
      criterion,
      sentenceHash: hash,
      sentence: sentences.get(criterion) ?? '',
      rules: [...rules],
      userId,
    })),
  });
}
