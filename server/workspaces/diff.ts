import { readBlobs, sizesOf } from './blobs.ts';
import { snapshotTree } from './commit.ts';
import { checkCommit, gitBytes, recordsOf, textOf } from './git.ts';

export type FileChange = {
  path: string;
  /** Where a renamed file was before. */
  previousPath: string | null;
  status: 'added' | 'modified' | 'deleted' | 'renamed';
  /** Lines; 0 for binary files. */
  added: number;
  removed: number;
  /** The texts; null where there is none, where it is binary, or where it is left out for its size. */
  before: string | null;
  after: string | null;
  isBinary: boolean;
  /** The texts are left out: this file, or all of them together, are too large for a page. */
  isTruncated: boolean;
};

export type DiffInput = { mirrorPath: string; baseCommit: string } & ({ commit: string } | { worktreePath: string });

const largestFile = 512 * 1024;
const largestSum = 8 * 1024 * 1024;
const noObject = /^0+$/;

/**
 * What changed between `baseCommit` and another commit, or a worktree as it is now, new files included. Commits
 * alone suffice: it gives the same when the worktree is gone.
 */
export async function diffWorktree(input: DiffInput): Promise<FileChange[]> {
  const { mirrorPath, baseCommit } = input;
  const commit = 'commit' in input ? input.commit : await snapshotTree(input);
  const args = [
    'diff-tree',
    '-r',
    '-z',
    '-M',
    '--raw',
    '--numstat',
    '--no-ext-diff',
    '--no-textconv',
    checkCommit(baseCommit),
    checkCommit(commit),
    '--',
  ];
  const changes = readDiff(recordsOf(await gitBytes(args, { gitDir: mirrorPath })));
  const sizes = await sizesOf(
    mirrorPath,
    changes.flatMap(({ objects }) => objects.filter((object) => object !== null)),
  );
  let room = largestSum;
  const fitting = changes.map((change) => {
    const all = change.objects.map((object) => (object === null ? 0 : (sizes.get(object) ?? 0)));
    const sum = all.reduce((a, b) => a + b, 0);
    const fits = all.every((size) => size <= largestFile) && sum <= room;
    if (fits) room -= sum;
    return { ...change, fits };
  });
  const blobs = await readBlobs(
    mirrorPath,
    fitting.flatMap(({ fits, objects }) => (fits ? objects.filter((object) => object !== null) : [])),
  );
  return fitting.map(({ objects, fits, isBinary, ...change }) => {
    const [before = null, after = null] = objects.map((object) =>
      object === null || !fits || isBinary ? null : textIn(blobs.get(object)),
    );
    return { ...change, before, after, isBinary, isTruncated: !fits };
  });
}

/** A change as a patch, for somebody who reads it; cut after `most` characters, between two lines. Binary files are named. */
export async function patchOf(mirrorPath: string, { from, to, most }: { from: string; to: string; most: number }): Promise<string> {
  const args = ['diff-tree', '-r', '-p', '-M', '--no-ext-diff', '--no-textconv', '--no-color', checkCommit(from), checkCommit(to), '--'];
  const patch = (await gitBytes(args, { gitDir: mirrorPath })).toString('utf8');
  if (patch.length <= most) return patch;
  const cut = patch.lastIndexOf('\n', most);
  return `${patch.slice(0, cut)}\n(cut here: ${patch.length - cut} more characters)\n`;
}

type Raw = Pick<FileChange, 'path' | 'previousPath' | 'status' | 'added' | 'removed' | 'isBinary'> & {
  objects: [string | null, string | null];
};

const statuses: Record<string, FileChange['status']> = { A: 'added', D: 'deleted', R: 'renamed' };

/** First a record `:mode mode object object status` and its one or two names for each file, then the counts in the same order. */
function readDiff(records: string[]): Raw[] {
  const changes: Raw[] = [];
  const counts: { added: string; removed: string }[] = [];
  for (let i = 0; i < records.length; ) {
    const record = records[i] ?? '';
    const [, modeBefore, modeAfter, before, after, letter] = /^:(\d+) (\d+) (\w+) (\w+) ([A-Z])\d*$/.exec(record) ?? [];
    if (before && after && letter && counts.length === 0) {
      const isRenamed = letter === 'R';
      // A submodule's object is a commit of another repository: there is no text to show.
      const object = (id: string, mode: string | undefined) => (noObject.test(id) || mode === '160000' ? null : id);
      changes.push({
        path: textOf(records[i + (isRenamed ? 2 : 1)] ?? ''),
        previousPath: isRenamed ? textOf(records[i + 1] ?? '') : null,
        status: statuses[letter] ?? 'modified',
        added: 0,
        removed: 0,
        isBinary: false,
        objects: [object(before, modeBefore), object(after, modeAfter)],
      });
      i += isRenamed ? 3 : 2;
      continue;
    }
    const [, added = '0', removed = '0', name] = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(record) ?? [];
    counts.push({ added, removed });
    // A renamed file's names stand in two records of their own.
    i += name === '' ? 3 : 1;
  }
  return changes.map((change, i) => {
    const { added = '0', removed = '0' } = counts[i] ?? {};
    return { ...change, added: Number(added) || 0, removed: Number(removed) || 0, isBinary: added === '-' };
  });
}

function textIn(bytes: Buffer | undefined): string | null {
  // A byte order mark is part of the text.
  return bytes ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes) : null;
}
