import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { diffWorktree } from '#server/workspaces/diff.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { isReady, worktreePathOf } from '#server/workspaces/worktree.ts';

export const runChangesInput = z.object({ runId: z.uuid() });

/**
 * What a run has changed since the commit that it began from: its worktree as it is now, or what it left on its branch.
 * Nothing before its workspace was made. `not_found` outside the organization.
 */
export async function runChanges({ db, dataPath, organizationId }: Ctx, { runId }: z.infer<typeof runChangesInput>) {
  const run = await db.run.findFirst({
    where: { id: runId, organizationId },
    select: { projectId: true, baseCommit: true, headCommit: true, branch: true },
  });
  if (!run) throw new Failure('not_found', 'There is no such run in this organization.');
  const { baseCommit, headCommit, branch } = run;
  const mirrorPath = mirrorPathOf(dataPath, run.projectId);
  const worktreePath = worktreePathOf(dataPath, runId);
  if (await isReady({ mirrorPath, worktreePath })) {
    return { branch, baseCommit, headCommit, files: await diffWorktree({ mirrorPath, baseCommit, worktreePath }) };
  }
  const files = headCommit ? await diffWorktree({ mirrorPath, baseCommit, commit: headCommit }) : [];
  return { branch, baseCommit, headCommit, files };
}
