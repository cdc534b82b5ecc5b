import { z } from 'zod';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';

export const startCheckInput = z.object({ specId: z.uuid() });

/**
 * Has the platform run the repository's checks on its default branch, without an agent; verdicts follow when they have
 * run. `no_check_command` where nobody has said how.
 */
export async function startCheck(
  { db, engine, organizationId, actor }: Ctx,
  { specId }: z.infer<typeof startCheckInput>,
): Promise<{ evidenceKey: string }> {
  return db.$transaction(async (tx) => {
    const spec = await tx.spec.findFirst({
      where: { id: specId, archivedAt: null, project: { organizationId } },
      include: { project: true },
    });
    if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
    if (!spec.project.checkCommand) throw new Failure('no_check_command', 'The project has no check command yet. Set one in its settings.');
    const evidenceKey = `check:${uuidv7()}`;
    await engine.startCheck(tx, { specId, evidenceKey, userId: actor.userId, projectId: spec.projectId });
    return { evidenceKey };
  });
}
