import { checkCommit, recordsOf, textOf, tryGit } from './git.ts';

/** What is known of a pair of commits never changes: two full ids name two trees for good. */
const known = new Map<string, readonly string[]>();
const mostKnown = 2_000;

/**
 * The paths whose bytes differ between two commits, both sides of a rename; null where the mirror does not hold one of them.
 * Answers for pairs that were asked for lately come from memory.
 */
export async function changedFiles(mirrorPath: string, from: string, to: string): Promise<readonly string[] | null> {
  if (from === to) return [];
  const key = `${mirrorPath}\n${from}\n${to}`;
  const remembered = known.get(key);
  if (remembered) return remembered;
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--no-ext-diff', checkCommit(from), checkCommit(to), '--'];
  const { code, stdout } = await tryGit(args, { gitDir: mirrorPath });
  if (code !== 0) return null;
  const paths = recordsOf(stdout).map(textOf);
  if (known.size >= mostKnown) known.delete(known.keys().next().value ?? '');
  known.set(key, paths);
  return paths;
}
