import { z } from 'zod';
import type { WordedFinding } from '#core/analysis/analysed-spec.ts';
import { partByAnswers, questionsOf, type SpecQuestion } from '#core/questions/spec-question.ts';
import type { Ctx } from '#server/context.ts';
import { findSpec } from './find-spec.ts';
import { analyseTexts, readMeaningTexts } from './spec-meaning.ts';

export const getQuestionInput = z.object({ specId: z.uuid(), findingId: z.string().min(1).max(100) });

/** A question as it stands now, with the text that its options would change. */
export type OneQuestion = { question: SpecQuestion; text: string };

/** One question, for those who answer it without opening the spec. Null once it is answered, or its sentences have changed. `not_found` outside the organization. */
export async function getQuestion(ctx: Ctx, { specId, findingId }: z.infer<typeof getQuestionInput>): Promise<OneQuestion | null> {
  await findSpec(ctx, specId);
  const texts = await readMeaningTexts(ctx.db, specId);
  if (!texts) return null;
  const analysed = await analyseTexts(specId, texts);
  const kept = await ctx.db.finding.findFirst({
    where: { specId, id: findingId, goneAt: null },
    select: { worded: true, tier: true, cause: true },
  });
  // Written by `keepFindings` from this very type.
  const further = kept && kept.tier !== 'instant' && kept.worded !== null ? [kept.worded as unknown as WordedFinding] : [];
  const found = questionsOf(analysed, further).find(({ id }) => id === findingId);
  if (!found) return null;
  const question = kept?.tier === 'between' ? { ...found, cause: kept.cause } : found;
  const answers = await ctx.db.questionAnswer.findMany({
    where: { findingId, OR: [{ specId }, { spec: { project: { specs: { some: { id: specId } } } } }] },
    orderBy: { createdAt: 'asc' },
    select: { findingId: true, cause: true, withdrawnAt: true },
  });
  const { open } = partByAnswers(
    [question],
    answers.map(({ withdrawnAt, ...answer }) => ({ ...answer, isWithdrawn: withdrawnAt !== null })),
  );
  return open.length === 0 ? null : { question, text: texts.requirements };
}
