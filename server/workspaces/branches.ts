import { Failure } from '#server/errors.ts';
import { checkCommit, git, tryGit } from './git.ts';

/** The commit that a branch of the mirror stands at; null where there is no such branch. `invalid` for what cannot name one. */
export async function branchHead(mirrorPath: string, branch: string): Promise<string | null> {
  if ((await tryGit(['check-ref-format', '--branch', branch])).code !== 0 || branch.startsWith('-'))
    throw new Failure('invalid', `${JSON.stringify(branch)} cannot be the name of a branch.`);
  const found = await tryGit(['rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`], { gitDir: mirrorPath });
  return found.code === 0 ? found.stdout.toString('utf8').trim() : null;
}

/** Moves a branch of the mirror from one commit to another, or makes it (`from` null). False where it stands elsewhere by now; nothing has moved then. */
export async function moveBranch(mirrorPath: string, branch: string, { from, to }: { from: string | null; to: string }): Promise<boolean> {
  const before = from === null ? '0'.repeat(to.length) : checkCommit(from);
  return (await tryGit(['update-ref', `refs/heads/${branch}`, checkCommit(to), before], { gitDir: mirrorPath })).code === 0;
}

/** The first line of a commit's message. */
export function subjectOf(mirrorPath: string, commit: string): Promise<string> {
  return git(['log', '-1', '--format=%s', checkCommit(commit)], { gitDir: mirrorPath });
}
