import { z } from 'zod';
import { readSteering } from '#core/formats/kiro.ts';
import { isOwnPerspective, ownPerspective, type Perspective, perspectives } from '#core/study/perspectives.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { readGuidance } from '#server/services/steering/read-guidance.ts';

export const listPerspectivesInput = z.object({ specId: z.uuid() });

const mostOwn = 13;

/** The sides from which critics of a spec may look at it: the product's own, and those that its project has in its steering. */
export async function listPerspectives(
  ctx: Pick<Ctx, 'db' | 'dataPath' | 'organizationId'>,
  { specId }: z.infer<typeof listPerspectivesInput>,
): Promise<Perspective[]> {
  const { db, organizationId } = ctx;
  const spec = await db.spec.findFirst({
    where: { id: specId, archivedAt: null, project: { organizationId } },
    select: { project: { select: { id: true, headCommit: true } } },
  });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  const guidance = await readGuidance(ctx, { projectId: spec.project.id, commit: spec.project.headCommit });
  const own = [...guidance].filter(([path]) => isOwnPerspective(path)).slice(0, mostOwn);
  return [...perspectives, ...own.flatMap(([path, { text }]) => ownPerspective(path, readSteering(text).body) ?? [])];
}
