import type { RecordedCheck } from '#core/verification/evidence.ts';
import type { CodeChanges } from '#core/verification/verdicts.ts';
import type { House } from '#server/context.ts';
import { changedFiles } from '#server/workspaces/changed-files.ts';
import { mirrorPathOf } from '#server/workspaces/mirror.ts';

/** So many commits are compared with today's code; what is older is told as not there. */
const mostCommits = 100;

/**
 * How far the code that each record stands on is from today's: that of the default branch, and for a run whose work is not
 * merged, its own branch as it was left. Specs are no code: what changes in their folder is compared sentence by sentence. Nor are kept counterexamples, which a check found
 * and which are written after it.
 */
export async function readCodeChanges(
  { db, dataPath }: Pick<House, 'db' | 'dataPath'>,
  { specId, checks }: { specId: string; checks: readonly RecordedCheck[] },
): Promise<CodeChanges> {
  const spec = await db.spec.findUniqueOrThrow({
    where: { id: specId },
    select: { project: { select: { id: true, headCommit: true, specs: { select: { folder: true } } } } },
  });
  const { id: projectId, headCommit, specs } = spec.project;
  const runIds = [...new Set(checks.flatMap(({ runId }) => runId ?? []))];
  const runs = await db.run.findMany({ where: { id: { in: runIds } }, select: { id: true, headCommit: true, mergedCommit: true } });
  const isCode = (path: string) =>
    !path.startsWith('.plumbline/regressions/') && !specs.some(({ folder }) => path.startsWith(`${folder}/`));
  const mirrorPath = mirrorPathOf(dataPath, projectId);
  const found = new Map<string, readonly string[] | null>();
  for (const { commit, runId } of checks) {
    if (found.has(commit) || found.size >= mostCommits) continue;
    const run = runs.find(({ id }) => id === runId);
    // While a run goes on, its last check is of its work as it is.
    const now = run && run.mergedCommit === null ? (run.headCommit ?? commit) : headCommit;
    const paths = await changedFiles(mirrorPath, commit, now);
    found.set(commit, paths?.filter(isCode) ?? null);
  }
  return found;
}
