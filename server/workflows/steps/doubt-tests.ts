import type { CheckReport } from '#core/verification/evidence.ts';
import { checkKey } from '#core/verification/refusals.ts';
import type { Db } from '#server/db/client.ts';
import { findTautologies } from '#server/sandbox/checks/find-tautologies.ts';
import { git } from '#server/workspaces/git.ts';
import { closeWorktree } from '#server/workspaces/worktree.ts';
import { type Room, roomOf } from '../room.ts';
import type { RunSession } from '../run-session.ts';

/**
 * Opens a room of its own on a commit of a run's work, hands it to `use`, and leaves nothing of it behind. Safe to repeat: what a stopped process left is thrown away first.
 */
export async function inThrowawayRoom<T>(
  { house, run }: RunSession,
  { name, commit }: { name: string; commit: string },
  use: (room: Room) => Promise<T>,
): Promise<T> {
  const branch = `plumbline/${name}/${run.id}`;
  const room = roomOf(house, { ...run, id: `${run.id}-${name}`, branch, baseCommit: commit, toolchainPath: run.project.toolchainPath });
  const tidy = async () => {
    await closeWorktree(room.worktree);
    await git(['update-ref', '-d', `refs/heads/${branch}`], { gitDir: room.worktree.mirrorPath });
  };
  await tidy();
  try {
    return await use(room);
  } finally {
    await tidy();
  }
}

/** The passes of a report that establish nothing, by `checkKey`: the agent's tests run again with the code taken away. */
export function doubtTests(
  session: RunSession,
  { commit, report, signal }: { commit: string; report: CheckReport; signal: AbortSignal },
): Promise<ReadonlyMap<string, string>> {
  return inThrowawayRoom(session, { name: 'stubs', commit }, async (room) =>
    findTautologies({ sandbox: await room.open(), command: report.command, report, signal }),
  );
}

/** What was refused when this run was last verified: the same tests are not run on stubs again when its work is merged. */
export async function knownRefusals(db: Db, runId: string): Promise<ReadonlyMap<string, string>> {
  const last = await db.evidence.findFirst({
    where: { runId, failure: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true },
  });
  const refused = last ? await db.evidenceCheck.findMany({ where: { evidenceId: last.id, refusedBecause: { not: null } } }) : [];
  return new Map(refused.map((check) => [checkKey(check), check.refusedBecause ?? '']));
}
