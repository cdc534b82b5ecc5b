import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';

export const configureProjectInput = z.object({
  project: z.string().max(100),
  /** The shell command that runs the repository's checks; empty takes it away. */
  checkCommand: z.string().trim().max(500),
  /** What brings a run's work onto the default branch: its evidence alone, or somebody's word besides. As it was without it. */
  merging: z.enum(['verified', 'person']).optional(),
  /** What a change of a spec does to runs of its tasks: their agents hear of it, or they wait for a person besides. As it was without it. */
  onChange: z.enum(['tell', 'pause']).optional(),
});

/** Sets how the project's own checks are run, what a merge needs, and what a change of a spec does to runs under way. */
export async function configureProject(ctx: Ctx, { project, checkCommand, merging, onChange }: z.infer<typeof configureProjectInput>) {
  await ctx.db.$transaction(async (tx) => {
    const known = await tx.project.findFirst({ where: { organizationId: ctx.organizationId, slug: project } });
    if (!known) throw new Failure('not_found', 'There is no such project in this organization.');
    const after = { checkCommand: checkCommand || null, merging: merging ?? known.merging, onChange: onChange ?? known.onChange };
    await tx.project.update({ where: { id: known.id }, data: after });
    await recordAudit(tx, ctx, {
      action: 'project.configured',
      subject: { kind: 'project', id: known.id, name: known.name },
      projectId: known.id,
      before: { checkCommand: known.checkCommand, merging: known.merging, onChange: known.onChange },
      after,
    });
  });
}
