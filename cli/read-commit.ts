import { spawnSync } from 'node:child_process';
import { UsageError } from './usage-error.ts';

/**
 * The full id of the commit that is checked out. Tracked files that differ from it are refused: evidence would name code that it
 * was not established on. Without anybody to tell (`isDryRun`) it may be anything.
 */
export function readCommit(folder: string, named: string | undefined, isDryRun: boolean): string {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  const head = git('rev-parse', 'HEAD');
  const commit = head.status === 0 ? head.stdout.trim() : null;
  if (commit === null) {
    if (isDryRun) return 'work in progress';
    throw new UsageError(`${folder} is no git repository with a commit: evidence needs one to stand on.`);
  }
  if (named !== undefined && named !== commit)
    throw new UsageError(`${commit.slice(0, 12)} is checked out, and not ${named.slice(0, 12)}.`);
  const changed = git('status', '--porcelain', '--untracked-files=no').stdout.trim();
  if (changed !== '' && !isDryRun)
    throw new UsageError(
      `files differ from commit ${commit.slice(0, 12)}, so that it was not what ran:\n${changed.split('\n').slice(0, 5).join('\n')}`,
    );
  return commit;
}
