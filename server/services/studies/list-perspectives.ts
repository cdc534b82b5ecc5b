import { z } from 'zod';
import { readSteering } from '#core/formats/kiro.ts';
import { isOwnPerspective, ownPerspective, type Perspective, perspectives } from '#core/study/perspectives.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { listFiles, mirrorPathOf, readFilesAt } from '#server/workspaces/mirror.ts';

export const listPerspectivesInput = z.object({ specId: z.uuid() });

const longestFile = 64 * 1024;
const mostOwn = 13;

/** The sides from which critics of a spec may look at it: the product's own, and those that its repository has in its steering. */
export async function listPerspectives(
  ctx: Pick<Ctx, 'db' | 'dataPath' | 'organizationId'>,
  { specId }: z.infer<typeof listPerspectivesInput>,
): Promise<Perspective[]> {
  const { db, dataPath, organizationId } = ctx;
  const spec = await db.spec.findFirst({
    where: { id: specId, archivedAt: null, project: { organizationId } },
    select: { project: { select: { id: true, headCommit: true } } },
  });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  const mirrorPath = mirrorPathOf(dataPath, spec.project.id);
  const files = await listFiles(mirrorPath, spec.project.headCommit);
  const paths = files.flatMap(({ path, bytes }) => (isOwnPerspective(path) && bytes <= longestFile ? [path] : [])).slice(0, mostOwn);
  const contents = paths.length === 0 ? new Map<string, Uint8Array>() : await readFilesAt(mirrorPath, spec.project.headCommit, paths);
  const own = paths.flatMap((path) => ownPerspective(path, readSteering(new TextDecoder().decode(contents.get(path))).body) ?? []);
  return [...perspectives, ...own];
}
