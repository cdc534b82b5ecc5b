import { rename } from 'node:fs/promises';
import path from 'node:path';
import { git, gitBytes, recordsOf, tryGit } from './git.ts';
import { withStagedTree } from './stage.ts';
import { adminPathOf, headOf, restoreGitFile, type Worktree } from './worktree.ts';

export type Author = { name: string; email: string };

const platform: Author = { name: 'Plumbline', email: 'plumbline@localhost' };

/**
 * Commits everything in the worktree to its branch, save `.plumbline-check`, `node_modules` and what `.gitignore`
 * names. Where there is nothing to commit it gives the branch's commit, so repeating it after a crash is safe; `files`
 * is then what that commit changed if it is this same one, else 0.
 */
export async function commitWorktree(input: Worktree & { message: string; author: Author }): Promise<{ commit: string; files: number }> {
  const admin = adminPathOf(input);
  await restoreGitFile(input);
  return withStagedTree(input, async (tree, index) => {
    const head = await headOf(input);
    const message = input.message.trim() || 'Work of an agent';
    if (tree === (await treeOf(admin, head))) {
      const isSame = (await git(['log', '-1', '--format=%B', head], { gitDir: admin })).trim() === message;
      return { commit: head, files: isSame ? await countFiles(admin, head) : 0 };
    }
    const commit = await git(['commit-tree', tree, '-p', head, '-F', '-'], {
      gitDir: admin,
      input: message,
      env: identityOf(input.author),
    });
    // Only if nobody has moved it meanwhile.
    await git(['update-ref', 'HEAD', commit, head], { gitDir: admin });
    // Nobody else knows the files' times and sizes yet: without them git would read every changed file again and again.
    await tryGit(['update-index', '-q', '--refresh'], { gitDir: admin, workTree: input.worktreePath, env: { GIT_INDEX_FILE: index } });
    await rename(index, path.join(admin, 'index'));
    return { commit, files: await countFiles(admin, commit) };
  });
}

/**
 * The work in progress as a commit that no branch names: what a check ran on. The same content on the same commit has
 * the same id; work that is all committed is named by its commit. The mirror is never cleaned up, so it stays readable.
 */
export async function snapshotTree(worktree: Worktree): Promise<string> {
  const admin = adminPathOf(worktree);
  return withStagedTree(worktree, async (tree) => {
    const head = await headOf(worktree);
    if (tree === (await treeOf(admin, head))) return head;
    const at = await git(['log', '-1', '--format=%cI', head], { gitDir: admin });
    const env = { ...identityOf(platform), GIT_AUTHOR_DATE: at, GIT_COMMITTER_DATE: at };
    return git(['commit-tree', tree, '-p', head, '-m', 'Work in progress'], { gitDir: admin, env });
  });
}

async function treeOf(gitDir: string, commit: string): Promise<string> {
  return git(['rev-parse', `${commit}^{tree}`], { gitDir });
}

async function countFiles(gitDir: string, commit: string): Promise<number> {
  return recordsOf(await gitBytes(['diff-tree', '-r', '-z', '--root', '--no-commit-id', '--name-only', commit], { gitDir })).length;
}

/** An author as git takes one, which refuses one without a name, and would end the line at a newline in it. */
export function identityOf(author: Author): Record<string, string> {
  const clean = (text: string, instead: string) => text.replace(/[<>\r\n\0]/g, ' ').trim() || instead;
  return {
    GIT_AUTHOR_NAME: clean(author.name, platform.name),
    GIT_AUTHOR_EMAIL: clean(author.email, platform.email),
    GIT_COMMITTER_NAME: platform.name,
    GIT_COMMITTER_EMAIL: platform.email,
  };
}
