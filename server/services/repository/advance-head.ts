import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recheckNow } from '#server/services/checks/recheck.ts';

/**
 * Says, in the transaction of whoever made the commit, that a project's default branch stands at `to` now, and has what is stale checked again. Gives the
 * name of the branch, which the caller moves in the mirror after the commit. `revision_changed` where it stands elsewhere than at `from`.
 */
export async function advanceHead(
  { engine }: Pick<House, 'engine'>,
  tx: Tx,
  { projectId, from, to }: { projectId: string; from: string; to: string },
): Promise<string> {
  await tx.$queryRaw`SELECT id FROM projects WHERE id = ${projectId}::uuid FOR NO KEY UPDATE`;
  const { count } = await tx.project.updateMany({ where: { id: projectId, headCommit: from }, data: { headCommit: to } });
  if (count === 0) throw new Failure('revision_changed', 'The default branch has moved since this was opened. Reload, and try again.');
  await recheckNow(engine, tx, { projectId, cause: to });
  return (await tx.project.findUniqueOrThrow({ where: { id: projectId }, select: { defaultBranch: true } })).defaultBranch;
}
