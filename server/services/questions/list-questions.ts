import { z } from 'zod';
import type { WordedFinding } from '#core/analysis/analysed-spec.ts';
import type { Ctx } from '#server/context.ts';
import { findSpec } from './find-spec.ts';
import { watchQuestions } from './watch-questions.ts';

export const listQuestionsInput = z.object({ specId: z.uuid() });

const mostAnswers = 2_000;

/**
 * What a page needs beside what it finds itself: findings of the slower engines and between specs, who is asked, and every answer, oldest first. Asking
 * also sets the engines to work on the texts as they are durably.
 */
export async function listQuestions(ctx: Ctx, { specId }: z.infer<typeof listQuestionsInput>) {
  const spec = await findSpec(ctx, specId);
  const state = await watchQuestions(ctx, { specId, organizationId: ctx.organizationId, projectId: spec.project.id });
  const rows = await ctx.db.finding.findMany({ where: { specId, goneAt: null } });
  const ids = rows.filter(({ tier }) => tier === 'between').map(({ id }) => id);
  // What two specs disagree on is answered in either.
  const own = { OR: [{ specId }, { findingId: { in: ids }, spec: { projectId: spec.project.id } }] };
  const answers = await ctx.db.questionAnswer.findMany({
    where: own,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: mostAnswers,
    include: { user: { select: { id: true, name: true } } },
  });
  const assignees = rows.flatMap(({ assigneeId }) => assigneeId ?? []);
  const people = await ctx.db.user.findMany({ where: { id: { in: assignees } }, select: { id: true, name: true } });
  const nameOf = new Map(people.map(({ id, name }) => [id, name]));
  return {
    /** Whether slower engines are still at work. */
    state,
    hasClarifications: spec.project.hasClarifications,
    further: rows.flatMap(({ worded, cause, tier }) =>
      // Written by `keepFindings` from this very type.
      tier !== 'instant' && worded !== null ? [{ finding: worded as unknown as WordedFinding, cause, isBetween: tier === 'between' }] : [],
    ),
    assigned: rows.flatMap(({ id, assigneeId }) => {
      const name = assigneeId === null ? undefined : nameOf.get(assigneeId);
      return assigneeId !== null && name !== undefined ? [{ findingId: id, userId: assigneeId, name }] : [];
    }),
    answers: answers
      .toReversed()
      .map(({ id, findingId, cause, criteria, question, kind, words, suggestionId, user, createdAt, withdrawnAt }) => ({
        id,
        findingId,
        cause,
        criteria,
        question,
        kind: answerKind.parse(kind),
        words,
        suggestionId,
        by: user,
        createdAt,
        isWithdrawn: withdrawnAt !== null,
      })),
  };
}

const answerKind = z.enum(['option', 'free', 'dismissed']);
