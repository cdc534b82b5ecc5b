import { findSteering } from '#core/formats/kiro.ts';
import type { House } from '#server/context.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { listFiles, mirrorPathOf, readFilesAt } from '#server/workspaces/mirror.ts';

const longestSteering = 64 * 1024;

/**
 * The steering of a project by path, as people see it now; of files that are no documents here, as they are in `commit`. `isLive` says that the
 * text is not the commit's: whoever only opens the file finds another one, or none. What is too long for an agent is left out.
 */
export async function readGuidance(
  { db, dataPath }: Pick<House, 'db' | 'dataPath'>,
  { projectId, commit }: { projectId: string; commit: string },
): Promise<Map<string, { text: string; isLive: boolean }>> {
  const mirrorPath = mirrorPathOf(dataPath, projectId);
  const files = await listFiles(mirrorPath, commit);
  const found = new Set(findSteering(files.map(({ path }) => path)));
  const contents = await readFilesAt(mirrorPath, commit, [...found], longestSteering);
  const guidance = new Map<string, { text: string; isLive: boolean }>();
  for (const [path, bytes] of contents) guidance.set(path, { text: new TextDecoder().decode(bytes), isLive: false });
  const rows = await db.document.findMany({ where: { projectId, kind: 'steering' }, select: { id: true }, orderBy: { path: 'asc' } });
  for (const { id } of rows) {
    const { path, text, bytes } = await readDocument(db, id);
    const inCommit = contents.get(path);
    if (bytes.length > longestSteering) guidance.delete(path);
    else guidance.set(path, { text, isLive: !inCommit || Buffer.compare(inCommit, bytes) !== 0 });
  }
  return guidance;
}
