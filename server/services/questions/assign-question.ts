import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { notify, settle } from '#server/services/notices/notify.ts';
import { findSpec, questionCause, questionPath, tellQuestions } from './find-spec.ts';

export const assignQuestionInput = z.object({
  specId: z.uuid(),
  findingId: z.string().min(1).max(100),
  /** Null: nobody in particular. */
  userId: z.string().max(100).nullable(),
  /** As the card shows it: kept where the engines have not seen the latest text yet. */
  card: z.object({
    kind: z.string().max(50),
    grade: z.enum(['proved', 'bounded', 'hint']),
    criteria: z.array(z.string().max(300)).max(200),
    title: z.string().max(2_000),
    cause: z.string().max(100),
    question: z.string().max(2_000),
  }),
});

/** Asks a person of the organization a question of the analysis: it is in their inbox until somebody answers. Safe to repeat. */
export async function assignQuestion(ctx: Ctx, { specId, findingId, userId, card }: z.infer<typeof assignQuestionInput>): Promise<void> {
  const { organizationId, actor } = ctx;
  const spec = await findSpec(ctx, specId);
  await ctx.db.$transaction(async (tx) => {
    if (userId !== null) {
      const member = await tx.member.findFirst({ where: { organizationId, userId, role: { not: 'agent' } }, select: { id: true } });
      if (!member) throw new Failure('invalid', 'This person does not belong to the organization.');
    }
    const { kind, grade, criteria, title, cause } = card;
    const before = await tx.finding.findUnique({ where: { specId_id: { specId, id: findingId } }, select: { assigneeId: true } });
    await tx.finding.upsert({
      where: { specId_id: { specId, id: findingId } },
      create: { specId, id: findingId, kind, grade, tier: 'instant', criteria, title, cause, assigneeId: userId },
      update: { assigneeId: userId },
    });
    if (before?.assigneeId && before.assigneeId !== userId)
      await settle(tx, { organizationId, cause: questionCause(specId, findingId), to: [before.assigneeId] });
    if (userId !== null && before?.assigneeId !== userId)
      await notify(ctx, tx, {
        organizationId,
        kind: 'finding',
        to: [userId],
        by: actor,
        key: `assigned:${specId}:${findingId}:${cause}:${userId}`,
        cause: questionCause(specId, findingId),
        specId,
        title: `${actor.name} asks you about “${spec.title}”: ${title.replace(/\.$/, '')}`,
        body: card.question,
        path: questionPath(spec, findingId),
      });
    await tellQuestions(tx, organizationId, [specId]);
  });
}
