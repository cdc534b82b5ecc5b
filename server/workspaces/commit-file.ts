import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { type Author, identityOf } from './commit.ts';
import { checkCommit, git } from './git.ts';

export type FileCommit = { onto: string; path: string; text: string; message: string; author: Author };

/** One file written on top of a commit, as a commit of the mirror that no branch names yet. Gives `onto` itself where the file is as it should be. */
export async function commitFile(mirrorPath: string, { onto, path: file, text, message, author }: FileCommit): Promise<string> {
  const index = path.join(mirrorPath, `index.${randomBytes(6).toString('hex')}`);
  const at = { gitDir: mirrorPath, env: { GIT_INDEX_FILE: index } };
  try {
    await git(['read-tree', checkCommit(onto)], at);
    const object = await git(['hash-object', '-w', '--no-filters', '--stdin'], { gitDir: mirrorPath, input: text });
    await git(['update-index', '--add', '--replace', '--cacheinfo', `100644,${object},${file}`], at);
    const tree = await git(['write-tree'], at);
    if (tree === (await git(['rev-parse', `${onto}^{tree}`], { gitDir: mirrorPath }))) return onto;
    return await git(['commit-tree', tree, '-p', onto, '-F', '-'], { gitDir: mirrorPath, env: identityOf(author), input: message });
  } finally {
    await rm(index, { force: true });
  }
}
