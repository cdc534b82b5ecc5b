import { checkCommit, git, recordsOf, textOf, tryGit } from './git.ts';
import { adminPathOf, closeWorktree, openWorktree, type Worktree } from './worktree.ts';

/** One run's work on top of what others have merged: a commit if it fits, and the files that both sides changed if it does not. */
export type Rebased = { commit: string; conflicts: [] } | { commit: null; conflicts: string[] };

/**
 * Puts the work of a branch (`commit`, whatever number of commits above what it shares with `onto`) on top of `onto`, as one commit with the
 * message and author of its last one. Touches no branch and no worktree, and gives the same commit for the same input.
 */
export async function rebase(mirrorPath: string, { commit, onto }: { commit: string; onto: string }): Promise<Rebased> {
  const at = { gitDir: mirrorPath };
  if ((await tryGit(['merge-base', '--is-ancestor', checkCommit(onto), checkCommit(commit)], at)).code === 0)
    return { commit, conflicts: [] };
  const { tree, conflicts } = await mergeTrees(mirrorPath, { commit, onto });
  if (conflicts.length > 0) return { commit: null, conflicts };
  // What is there already adds nothing: a commit without a change would only say so.
  if (tree === (await git(['rev-parse', `${onto}^{tree}`], at))) return { commit: onto, conflicts: [] };
  const [message, name = '', email = '', date = ''] = await Promise.all(
    ['%B', '%an', '%ae', '%aI'].map((format) => git(['log', '-1', `--format=${format}`, commit], at)),
  );
  const env = {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'Plumbline',
    GIT_COMMITTER_EMAIL: 'plumbline@localhost',
    GIT_COMMITTER_DATE: date,
  };
  return { commit: await git(['commit-tree', tree, '-p', onto, '-F', '-'], { ...at, env, input: `${message ?? ''}\n` }), conflicts: [] };
}

/** The tree of both together; files that both sides changed in the same place hold both, between markers. */
async function mergeTrees(
  mirrorPath: string,
  { commit, onto }: { commit: string; onto: string },
): Promise<{ tree: string; conflicts: string[] }> {
  const args = ['merge-tree', '--write-tree', '--name-only', '--no-messages', '-z', checkCommit(onto), checkCommit(commit)];
  const { code, stdout, stderr } = await tryGit(args, { gitDir: mirrorPath });
  const [tree = '', ...names] = recordsOf(stdout);
  if ((code !== 0 && code !== 1) || tree === '') throw new Error(`git merge-tree ended with ${code}: ${stderr.trim()}`);
  return { tree, conflicts: code === 0 ? [] : [...new Set(names.filter((name) => name !== '').map(textOf))] };
}

/**
 * Gives a run its work back on top of `onto`: its branch starts there anew, and the files in its worktree hold both sides. What it had committed
 * stays in the mirror under `refs/plumbline/kept/`. Safe to repeat as long as nobody has worked in the worktree since.
 */
export async function restartOnto(
  worktree: Worktree,
  { branch, commit, onto, keptAs }: { branch: string; commit: string; onto: string; keptAs: string },
): Promise<string[]> {
  const { mirrorPath, worktreePath } = worktree;
  const { tree, conflicts } = await mergeTrees(mirrorPath, { commit, onto });
  await git(['update-ref', `refs/plumbline/kept/${keptAs}`, commit], { gitDir: mirrorPath });
  await closeWorktree(worktree);
  await git(['update-ref', `refs/heads/${branch}`, onto], { gitDir: mirrorPath });
  await openWorktree({ ...worktree, branch, baseCommit: onto });
  await git(['read-tree', '-m', '-u', onto, tree], { gitDir: adminPathOf(worktree), workTree: worktreePath });
  return conflicts;
}

/** Makes a branch of the mirror stand at a commit, whatever it stood at. */
export async function setBranch(mirrorPath: string, branch: string, commit: string): Promise<void> {
  await git(['update-ref', `refs/heads/${branch}`, checkCommit(commit)], { gitDir: mirrorPath });
}

/** Makes the files of a worktree those of `commit`, its branch where it is: what they differ in is work that is not committed yet. Safe to repeat. */
export async function putFiles(worktree: Worktree, commit: string): Promise<void> {
  await git(['read-tree', '--reset', '-u', checkCommit(commit)], { gitDir: adminPathOf(worktree), workTree: worktree.worktreePath });
}
