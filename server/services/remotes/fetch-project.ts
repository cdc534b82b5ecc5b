import { isAbsolute } from 'node:path';
import type { z } from 'zod';
import type { Ctx, House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recheckNow } from '#server/services/checks/recheck.ts';
import { type TakenIn, takeIn } from '#server/services/repository/take-in.ts';
import { setBranch } from '#server/workspaces/merge.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';
import { fetchFolder, fetchRemote, isWithin } from '#server/workspaces/remote.ts';
import { openRemote, type remoteInput } from './connect-remote.ts';
import { followPulls } from './publish-run.ts';

export type Fetched = 'same' | 'forward' | 'behind' | 'apart';

/**
 * Fetches the remote of a project, or the folder that it was imported from. Where its default branch holds all that ours does, ours goes forward to it, and runs that start from now on start
 * there; where ours is ahead nothing moves; where each has what the other lacks (`apart`), nothing moves and the project says so. Safe to repeat.
 */
export async function fetchProject(house: House, projectId: string): Promise<Fetched> {
  const { db, dataPath } = house;
  const remote = await openRemote(house, projectId);
  const mirrorPath = mirrorPathOf(dataPath, projectId);
  const { defaultBranch, source } = await db.project.findUniqueOrThrow({ where: { id: projectId } });
  if (!remote && !isAbsolute(source)) throw new Failure('invalid', 'This project has no remote yet.');
  try {
    const theirs = await (remote ? fetchRemote(mirrorPath, remote, defaultBranch) : fetchFolder(mirrorPath, source, defaultBranch));
    const result = theirs === null ? 'behind' : await goForward(house, { projectId, theirs, mirrorPath, defaultBranch });
    const problem = result === 'apart' ? `${defaultBranch} there and here have gone apart: each has commits that the other lacks.` : null;
    await db.projectRemote.updateMany({ where: { projectId }, data: { fetchedAt: new Date(), problem } });
    return result;
  } catch (cause) {
    if (cause instanceof Failure) await db.projectRemote.updateMany({ where: { projectId }, data: { problem: cause.message } });
    throw cause;
  }
}

type Forward = { projectId: string; theirs: string; mirrorPath: string; defaultBranch: string };

async function goForward({ db, engine }: House, { projectId, theirs, mirrorPath, defaultBranch }: Forward): Promise<Fetched> {
  for (;;) {
    const { headCommit: ours } = await db.project.findUniqueOrThrow({ where: { id: projectId } });
    if (ours === theirs) return 'same';
    if (await isWithin(mirrorPath, { commit: theirs, of: ours })) return 'behind';
    if (!(await isWithin(mirrorPath, { commit: ours, of: theirs }))) return 'apart';
    // Where a run was merged meanwhile, what was found holds no more.
    const isMoved = await db.$transaction(async (tx) => {
      const { count } = await tx.project.updateMany({ where: { id: projectId, headCommit: ours }, data: { headCommit: theirs } });
      if (count > 0) await recheckNow(engine, tx, { projectId, cause: theirs });
      return count > 0;
    });
    if (!isMoved) continue;
    await setBranch(mirrorPath, defaultBranch, theirs);
    return 'forward';
  }
}

/** The same for a person who asks; what it brings of the specs is taken in, and how the project's pull requests stand is read. */
export async function fetchForPerson(ctx: Ctx, { project }: z.infer<typeof remoteInput>): Promise<{ result: Fetched; taken: TakenIn }> {
  const found = await ctx.db.project.findFirst({ where: { organizationId: ctx.organizationId, slug: project }, select: { id: true } });
  if (!found) throw new Failure('not_found', 'There is no such project in this organization.');
  const result = await fetchProject(ctx, found.id);
  const taken = await takeIn(ctx, { projectId: found.id, authorId: ctx.actor.userId });
  await followPulls(ctx, found.id);
  return { result, taken };
}

/** The same for a webhook. What the remote refuses stands on the project's page, and is no reason to try again. */
export async function hearRemote(house: House, projectId: string): Promise<void> {
  try {
    await fetchProject(house, projectId);
    // In the name of whoever connected the remote: a webhook is nobody's word. Also where nothing moved: the process may have ended between the two.
    const remote = await house.db.projectRemote.findUnique({ where: { projectId }, select: { connectedById: true } });
    if (remote) await takeIn(house, { projectId, authorId: remote.connectedById });
    await followPulls(house, projectId);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
  }
}
