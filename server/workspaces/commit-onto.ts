import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '#server/errors.ts';
import { type Author, identityOf } from './commit.ts';
import { checkCommit, git, tryGit } from './git.ts';

export type CommitOnto = { onto: string; files: readonly { path: string; bytes: string | Uint8Array }[]; message: string; author: Author };

/**
 * Files written on top of a commit, as a commit of the mirror that no branch names yet; all other files stay as they are. Gives `onto` itself where the
 * files are as they should be. A link of the name is replaced by the file. A Failure for a path that git does not take.
 */
export async function commitOnto(mirrorPath: string, { onto, files, message, author }: CommitOnto): Promise<string> {
  const index = path.join(mirrorPath, `index.${randomBytes(6).toString('hex')}`);
  const at = { gitDir: mirrorPath, env: { GIT_INDEX_FILE: index } };
  try {
    await git(['read-tree', checkCommit(onto)], at);
    for (const { path: file, bytes } of files) {
      const object = await git(['hash-object', '-w', '--no-filters', '--stdin'], {
        gitDir: mirrorPath,
        input: typeof bytes === 'string' ? bytes : Buffer.from(bytes),
      });
      const mode = await git(['ls-tree', '--full-tree', '--format=%(objectmode)', onto, '--', file], { gitDir: mirrorPath });
      const kept = mode === '100755' ? mode : '100644';
      const added = await tryGit(['update-index', '--add', '--replace', '--cacheinfo', `${kept},${object},${file}`], at);
      if (added.code !== 0) throw new Failure('invalid', `${JSON.stringify(file)} cannot be the name of a file in the repository.`);
    }
    const tree = await git(['write-tree'], at);
    if (tree === (await git(['rev-parse', `${onto}^{tree}`], { gitDir: mirrorPath }))) return onto;
    return await git(['commit-tree', tree, '-p', onto, '-F', '-'], { gitDir: mirrorPath, env: identityOf(author), input: message });
  } finally {
    await rm(index, { force: true });
  }
}
