import { randomBytes } from 'node:crypto';
import { constants, copyFile, type FileHandle, lstat, open, readdir, readlink, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, isLinkError, openFolder, stepInto } from '#server/sandbox/beneath.ts';
import { PathRefused } from '#server/sandbox/sandbox.ts';
import { git, gitBytes, recordsOf } from './git.ts';
import { adminPathOf, type Worktree } from './worktree.ts';

/** Left out of every commit: what the platform's checks write, and what package managers fetch. */
const leftOut = ['.plumbline-check', 'node_modules'];

/** Files held open at a time while git reads them. */
const batch = 100;

/** One name of the worktree (bytes as characters) and what the index shall hold for it; null where it is gone. */
type Staged = { name: string; entry: { mode: string; object: string } | null };

/**
 * Writes the worktree as it is now into the mirror and hands its tree to `use`, with the index that holds it. The
 * worktree's own index and branch stay as they are, so a crash leaves nothing to undo.
 *
 * What lies in the worktree is hostile and may be changing: each file is opened by us, following no link, and git reads
 * the open file. Repositories inside of it count as the files they hold.
 */
export async function withStagedTree<T>(worktree: Worktree, use: (tree: string, index: string) => Promise<T>): Promise<T> {
  const admin = adminPathOf(worktree);
  const index = path.join(admin, `index.${randomBytes(6).toString('hex')}`);
  const at = { gitDir: admin, workTree: worktree.worktreePath, env: { GIT_INDEX_FILE: index } };
  try {
    await copyIndex(path.join(admin, 'index'), index);
    const excludes = leftOut.map((name) => `--exclude=${name}`);
    const listed = await gitBytes(['ls-files', '-z', '--others', '--modified', '--deleted', '--exclude-standard', ...excludes], at);
    const names = [...new Set(recordsOf(listed))].filter((name) => !isLeftOut(name));
    const staged: Staged[] = [];
    for (let i = 0; i < names.length; i += batch) staged.push(...(await stage(worktree, names.slice(i, i + batch))));
    const nothing = '0'.repeat((await git(['rev-parse', 'HEAD'], at)).length);
    // What is gone first: a folder may have taken a file's place.
    const lines = staged
      .toSorted((a, b) => Number(a.entry !== null) - Number(b.entry !== null))
      .map(({ name, entry }) => `${entry ? `${entry.mode} ${entry.object}` : `0 ${nothing}`}\t${name}\0`);
    await git(['update-index', '--add', '--replace', '-z', '--index-info'], { ...at, input: Buffer.from(lines.join(''), 'latin1') });
    return await use(await git(['write-tree'], at), index);
  } finally {
    await rm(index, { force: true });
  }
}

/**
 * Copies an index with its time. Git trusts what it noted of a file only if the index is younger than the file: with the
 * copy's own time, an edit in the second of the checkout would be taken for none.
 */
async function copyIndex(from: string, to: string): Promise<void> {
  const { mtimeMs } = await stat(from);
  await copyFile(from, to);
  // Rounded down: older only makes git read more.
  const seconds = Math.floor(mtimeMs / 1000);
  await utimes(to, seconds, seconds);
}

function isLeftOut(name: string): boolean {
  return name.split('/').some((part) => leftOut.includes(part) || part === '.git');
}

type Opened = { name: string; mode: string; content: FileHandle | Buffer } | { name: string; content: null };

async function stage({ mirrorPath, worktreePath }: Worktree, names: string[]): Promise<Staged[]> {
  const opened: Opened[] = [];
  try {
    for (const name of names) {
      if (name.endsWith('/')) {
        const inside = await filesBeneath(worktreePath, name.slice(0, -1));
        for (let i = 0; i < inside.length; i += 1) opened.push(await openForGit(worktreePath, inside[i] ?? ''));
      } else {
        opened.push(await openForGit(worktreePath, name));
      }
    }
    const handles = opened.flatMap(({ content }) => (content && !Buffer.isBuffer(content) ? [content] : []));
    // Filters are off: bytes go in as they are.
    const hash = ['hash-object', '-w', '--no-filters'];
    const paths = handles.map((handle) => `/proc/${process.pid}/fd/${handle.fd}\n`).join('');
    const objects = paths ? (await git([...hash, '--stdin-paths'], { gitDir: mirrorPath, input: paths })).split('\n') : [];
    const staged: Staged[] = [];
    for (const each of opened) {
      if (each.content === null) staged.push({ name: each.name, entry: null });
      else if (Buffer.isBuffer(each.content)) {
        staged.push({
          name: each.name,
          entry: { mode: each.mode, object: await git([...hash, '--stdin'], { gitDir: mirrorPath, input: each.content }) },
        });
      } else staged.push({ name: each.name, entry: { mode: each.mode, object: objects[handles.indexOf(each.content)] ?? '' } });
    }
    return staged;
  } finally {
    for (const { content } of opened) if (content && !Buffer.isBuffer(content)) await content.close();
  }
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;

/** A file held open, a link's target, or nothing: whatever else is there is no content that git can keep. */
async function openForGit(worktreePath: string, name: string): Promise<Opened> {
  const parts = name.split('/').map((part) => Buffer.from(part, 'latin1'));
  const last = parts.pop() ?? Buffer.alloc(0);
  const folder = await openFolder(worktreePath, parts).catch((error) => {
    if (error instanceof PathRefused) return null;
    throw error;
  });
  if (!folder) return { name, content: null };
  const file = stepInto(folder, last);
  try {
    const found = await lstat(file);
    if (found.isSymbolicLink()) return { name, mode: '120000', content: await readlink(file, { encoding: 'buffer' }) };
    if (!found.isFile()) return { name, content: null };
    const handle = await open(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const { mode } = await handle.stat();
    return { name, mode: mode & 0o100 ? '100755' : '100644', content: handle };
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENXIO' || isLinkError(error)) return { name, content: null };
    throw error;
  } finally {
    await folder.close();
  }
}

/** All files below a folder that git lists only by its name, since it holds a repository of its own. */
async function filesBeneath(worktreePath: string, name: string): Promise<string[]> {
  const folder = await openFolder(
    worktreePath,
    name.split('/').map((part) => Buffer.from(part, 'latin1')),
  ).catch(() => null);
  if (!folder) return [];
  try {
    const entries = await readdir(`/proc/self/fd/${folder.fd}`, { withFileTypes: true, encoding: 'buffer' });
    const found: string[] = [];
    for (const entry of entries) {
      const below = `${name}/${entry.name.toString('latin1')}`;
      if (isLeftOut(below)) continue;
      if (entry.isDirectory()) found.push(...(await filesBeneath(worktreePath, below)));
      else found.push(below);
    }
    return found;
  } finally {
    await folder.close();
  }
}
