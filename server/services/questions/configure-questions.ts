import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { findSpec, tellQuestions } from './find-spec.ts';

export const configureQuestionsInput = z.object({ specId: z.uuid(), hasClarifications: z.boolean() });

/** Sets whether answers are also written into the requirements, under `## Clarifications`: for all specs of the project that this one belongs to. */
export async function configureQuestions(ctx: Ctx, { specId, hasClarifications }: z.infer<typeof configureQuestionsInput>): Promise<void> {
  const { project } = await findSpec(ctx, specId);
  if (project.hasClarifications === hasClarifications) return;
  await ctx.db.$transaction(async (tx) => {
    const { name } = await tx.project.update({ where: { id: project.id }, data: { hasClarifications }, select: { name: true } });
    const specs = await tx.spec.findMany({ where: { projectId: project.id, archivedAt: null }, select: { id: true } });
    await tellQuestions(
      tx,
      ctx.organizationId,
      specs.map(({ id }) => id),
    );
    await recordAudit(tx, ctx, {
      action: 'project.configured',
      subject: { kind: 'project', id: project.id, name },
      projectId: project.id,
      before: { hasClarifications: project.hasClarifications },
      after: { hasClarifications },
    });
  });
}
