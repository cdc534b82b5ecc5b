import { z } from 'zod';
import { mayDo } from '#core/access/access.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { reopenSuggestion, withdrawSuggestions } from '#server/services/suggestions/decide-suggestions.ts';
import { findSpec, tellQuestions } from './find-spec.ts';

export const reopenQuestionInput = z.object({ specId: z.uuid(), answerId: z.uuid() });

/**
 * Takes an answer back, with its change of the text where that is still as it was made: the question is open again. One's own answers, or anybody's for those
 * who edit. Safe to repeat. `revision_changed` if the words of the change are gone; `not_found` for an answer of another spec.
 */
export async function reopenQuestion(ctx: Ctx, { specId, answerId }: z.infer<typeof reopenQuestionInput>): Promise<void> {
  const spec = await findSpec(ctx, specId);
  const answer = await ctx.db.questionAnswer.findFirst({ where: { id: answerId, spec: { projectId: spec.project.id } } });
  if (!answer) throw new Failure('not_found', 'There is no such answer.');
  if (answer.withdrawnAt) return;
  const mayEdit = mayDo(ctx.actor.role, 'document.edit');
  if (answer.userId !== ctx.actor.userId && !mayEdit)
    throw new Failure('role_too_low', 'Only who answered, or somebody who edits, takes an answer back.');
  if (answer.suggestionId !== null) await undoChange(ctx, answer.suggestionId, mayEdit);
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.questionAnswer.updateMany({ where: { id: answerId, withdrawnAt: null }, data: { withdrawnAt: new Date() } });
    if (count === 0) return;
    await tellQuestions(tx, ctx.organizationId, [...new Set([specId, answer.specId])]);
    await recordAudit(tx, ctx, {
      action: 'question.reopened',
      subject: { kind: 'spec', id: answer.specId, name: spec.title },
      projectId: spec.project.id,
      before: { findingId: answer.findingId, kind: answer.kind },
    });
  });
}

async function undoChange(ctx: Ctx, id: string, mayEdit: boolean): Promise<void> {
  const row = await ctx.db.suggestion.findUnique({ where: { id }, select: { documentId: true, status: true } });
  if (!row) return;
  const { documentId } = row;
  if (row.status === 'accepted') {
    if (!mayEdit) throw new Failure('role_too_low', 'The answer is in the text already. Somebody who edits can take it back.');
    await reopenSuggestion(ctx, { documentId, id });
  }
  await withdrawSuggestions(ctx, { documentId, ids: [id] });
}
