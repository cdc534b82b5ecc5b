import { z } from 'zod';
import { calledSteering, checkSteering, readSteering } from '#core/formats/kiro.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { readDocument } from '#server/services/documents/read-document.ts';

export const listSteeringInput = z.object({ project: z.string().max(100) });

/**
 * The guidance that a project gives to agents, as it is now, by path: when each is given, and what is wrong with how it says so. `not_found`
 * outside the organization.
 */
export async function listSteering({ db, organizationId }: Ctx, { project: slug }: z.infer<typeof listSteeringInput>) {
  const project = await db.project.findUnique({
    where: { organizationId_slug: { organizationId, slug } },
    select: { id: true, name: true },
  });
  if (!project) throw new Failure('not_found', 'There is no such project in this organization.');
  const rows = await db.document.findMany({
    where: { projectId: project.id, kind: 'steering' },
    orderBy: { path: 'asc' },
    select: { id: true, sourceCommit: true },
  });
  const documents = [];
  for (const { id, sourceCommit } of rows) {
    const { path, text, sha256 } = await readDocument(db, id);
    const { inclusion, patterns, name, description } = readSteering(text);
    documents.push({
      id,
      path,
      /** What people call it by: `#tech` in a task brings `tech.md` along. */
      called: calledSteering(path, name),
      inclusion,
      patterns,
      description,
      problems: checkSteering(text).map(({ message }) => message),
      /** Whether a commit has had it. */
      isCommitted: sourceCommit !== null,
      text,
      sha256,
    });
  }
  return { project: { slug, name: project.name }, documents };
}
