import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '#server/errors.ts';
import { type Author, identityOf, snapshotTree } from './commit.ts';
import { git, tryGit } from './git.ts';
import { putFiles } from './merge.ts';
import { readFileAt } from './mirror.ts';
import { adminPathOf, headOf, type Worktree } from './worktree.ts';

/** A file as a person found it and as they leave it; null where there is none. */
export type FileEdit = { path: string; before: string | null; after: string | null };

const largestFile = 1024 * 1024;

/**
 * Commits everything in the worktree to its branch together with edits of a person, who is the author, and makes the worktree's files so. No file is
 * opened by its path: git writes them, following no link. A Failure where a file is not as the person found it.
 */
export async function commitFiles(
  worktree: Worktree & { edits: readonly FileEdit[]; message: string; author: Author },
): Promise<{ commit: string }> {
  const { edits, message, author } = worktree;
  const gitDir = adminPathOf(worktree);
  const found = await snapshotTree(worktree);
  for (const edit of edits) await checkEdit(worktree.mirrorPath, found, edit);
  const index = path.join(gitDir, 'plumbline-edit-index');
  const env = { GIT_INDEX_FILE: index };
  try {
    await rm(index, { force: true });
    await git(['read-tree', found], { gitDir, env });
    for (const { path: name, after } of edits) {
      if (after === null) {
        await git(['update-index', '--force-remove', '--', name], { gitDir, env });
        continue;
      }
      const blob = await git(['hash-object', '-w', '--no-filters', '--stdin'], { gitDir, input: after });
      const mode = (await git(['ls-tree', '--full-tree', '--format=%(objectmode)', found, '--', name], { gitDir })) || '100644';
      const added = await tryGit(['update-index', '--add', '--cacheinfo', `${mode},${blob},${name}`], { gitDir, env });
      if (added.code !== 0) throw new Failure('invalid', `${JSON.stringify(name)} cannot be the name of a file here.`);
    }
    const tree = await git(['write-tree'], { gitDir, env });
    const head = await headOf(worktree);
    const commit = await git(['commit-tree', tree, '-p', head, '-F', '-'], { gitDir, input: message, env: identityOf(author) });
    await git(['update-ref', 'HEAD', commit, head], { gitDir });
    await putFiles(worktree, commit);
    return { commit };
  } finally {
    await rm(index, { force: true });
  }
}

async function checkEdit(mirrorPath: string, commit: string, { path: name, before, after }: FileEdit): Promise<void> {
  if (name.startsWith('/') || name.split('/').some((part) => part === '' || part === '.' || part === '..' || /^\.git$/i.test(part)))
    throw new Failure('invalid', `${JSON.stringify(name)} is not the path of a file in the repository.`);
  const bytes = await readFileAt(mirrorPath, commit, name, largestFile);
  const now = bytes === null ? null : new TextDecoder().decode(bytes);
  if (now !== before) throw new Failure('invalid', `${name} is not any more as it was when you began. Read it again.`);
  if ((after ?? '').length > largestFile) throw new Failure('invalid', `${name} is too long to be edited here.`);
}
