import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';

export const configureProjectInput = z.object({
  project: z.string().max(100),
  /** The shell command that runs the repository's checks; empty takes it away. */
  checkCommand: z.string().trim().max(500),
});

/** Sets how the project's own checks are run. */
export async function configureProject(ctx: Ctx, { project, checkCommand }: z.infer<typeof configureProjectInput>) {
  await ctx.db.$transaction(async (tx) => {
    const known = await tx.project.findFirst({ where: { organizationId: ctx.organizationId, slug: project } });
    if (!known) throw new Failure('not_found', 'There is no such project in this organization.');
    await tx.project.update({ where: { id: known.id }, data: { checkCommand: checkCommand || null } });
    await recordAudit(tx, ctx, {
      action: 'project.configured',
      subject: { kind: 'project', id: known.id, name: known.name },
      projectId: known.id,
      before: { checkCommand: known.checkCommand },
      after: { checkCommand: checkCommand || null },
    });
  });
}
