import type { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { openRemote } from '#server/services/remotes/connect-remote.ts';
import { proposeBranch } from '#server/services/remotes/propose-branch.ts';
import { subjectOf } from '#server/workspaces/branches.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { pushBranch } from '#server/workspaces/remote.ts';
import { branchName, findBranch, findPlace, placeSubject, writtenScope } from './read-changes.ts';

export const pushChangesInput = writtenScope.extend({ branch: branchName });

/**
 * Pushes a branch that specs or steering were written to, to the project's remote, and opens a pull request where the forge is GitHub. Safe to repeat: a pull
 * request that is open already is found. `invalid` without a remote, for a branch that is not there, and for what the forge refuses.
 */
export async function pushChanges(ctx: Ctx, input: z.infer<typeof pushChangesInput>): Promise<{ url: string | null }> {
  const { branch } = input;
  const place = await findPlace(ctx, input);
  const { projectId, defaultBranch, spec } = place;
  const { onto: commit, isThere } = await findBranch(ctx, place, branch);
  if (!isThere) throw new Failure('invalid', `There is no branch ${branch} yet.`);
  const remote = await openRemote(ctx, projectId);
  if (!remote) throw new Failure('invalid', 'This project has no remote yet. Set one on the page of the project.');
  const mirrorPath = mirrorPathOf(ctx.dataPath, projectId);
  await pushBranch(mirrorPath, remote, { commit, branch });
  const title = (await subjectOf(mirrorPath, commit)).slice(0, 200);
  const body = spec ? `What people wrote in ${spec.title}.\n\nSpec: ${spec.slug}` : 'What people wrote in the steering.';
  const { pull, refusal } =
    branch === defaultBranch ? { pull: null, refusal: null } : await proposeBranch(remote, { branch, base: defaultBranch, title, body });
  const url = pull?.url ?? null;
  await ctx.db.$transaction((tx) =>
    recordAudit(tx, ctx, { action: 'repository.pushed', subject: placeSubject(place), projectId, after: { branch, commit, url } }),
  );
  if (refusal) throw refusal;
  return { url };
}
