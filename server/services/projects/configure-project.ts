import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';

export const configureProjectInput = z.object({
  project: z.string().max(100),
  /** The shell command that runs the repository's checks; empty takes it away. */
  checkCommand: z.string().trim().max(500),
});

/** Sets how the project's own checks are run. */
export async function configureProject({ db, organizationId }: Ctx, { project, checkCommand }: z.infer<typeof configureProjectInput>) {
  const { count } = await db.project.updateMany({ where: { organizationId, slug: project }, data: { checkCommand: checkCommand || null } });
  if (count === 0) throw new Failure('not_found', 'There is no such project in this organization.');
}
