import { spawn } from 'node:child_process';
import { lstat, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '#server/errors.ts';
import { checkCommit, git, tryGit } from './git.ts';
import { fileName } from './mirror.ts';

/** Where the worktree of a run lies. */
export function worktreePathOf(dataPath: string, runId: string): string {
  return path.join(dataPath, 'worktrees', fileName(runId));
}

export type Worktree = { mirrorPath: string; worktreePath: string };

/** Written last: a worktree without it was left half made, or half removed, by a process that was killed. */
const readyFile = 'plumbline-ready';

/** Git's own folder of a worktree. It lies in the mirror, where nothing that runs in the worktree can reach it. */
export function adminPathOf({ mirrorPath, worktreePath }: Worktree): string {
  return path.join(mirrorPath, 'worktrees', path.basename(worktreePath));
}

/**
 * Makes a worktree on a new branch from `baseCommit`, or finds the one made before, its files as they were left. After
 * a crash at any point, calling it again gives the same. A branch that exists already is taken up where it stands.
 */
export async function openWorktree(
  wanted: Worktree & { branch: string; baseCommit: string },
): Promise<{ headCommit: string; isNew: boolean }> {
  const { mirrorPath, worktreePath, branch } = wanted;
  const baseCommit = checkCommit(wanted.baseCommit);
  const admin = adminPathOf(wanted);
  if (await isReady(wanted)) {
    const on = await git(['symbolic-ref', '--short', 'HEAD'], { gitDir: admin });
    if (on !== branch) throw new Error(`the worktree ${worktreePath} is on ${on}, not on ${branch}`);
    await restoreGitFile(wanted);
    return { headCommit: await headOf(wanted), isNew: false };
  }
  await closeWorktree(wanted);
  await mkdir(path.dirname(worktreePath), { recursive: true });
  const ref = `refs/heads/${branch}`;
  const isName = (await tryGit(['check-ref-format', ref])).code === 0 && !branch.startsWith('-');
  if (!isName) throw new Failure('invalid', `${JSON.stringify(branch)} cannot be the name of a branch.`);
  const exists = (await tryGit(['rev-parse', '--verify', '--quiet', ref], { gitDir: mirrorPath })).code === 0;
  const which = exists ? ['--', worktreePath, branch] : ['-b', branch, '--', worktreePath, baseCommit];
  await git(['worktree', 'add', '--quiet', ...which], { gitDir: mirrorPath, timeoutMs: 10 * 60_000 });
  await writeFile(path.join(admin, readyFile), `${branch}\n`);
  return { headCommit: await headOf(wanted), isNew: true };
}

/** Removes a worktree with all that is in it; its branch stays in the mirror. Where there is none, nothing happens. */
export async function closeWorktree(worktree: Worktree): Promise<void> {
  const admin = adminPathOf(worktree);
  await rm(path.join(admin, readyFile), { force: true });
  await removeFolder(worktree.worktreePath);
  await rm(admin, { recursive: true, force: true });
}

/** The commit that the worktree's branch stands at. */
export async function headOf(worktree: Worktree): Promise<string> {
  return git(['rev-parse', '--verify', 'HEAD^{commit}'], { gitDir: adminPathOf(worktree) });
}

/** Whether the worktree was made to the end and is still there. */
export async function isReady(worktree: Worktree): Promise<boolean> {
  const isMade = await stat(path.join(adminPathOf(worktree), readyFile)).then(
    () => true,
    () => false,
  );
  const folder = await lstat(worktree.worktreePath).catch(() => null);
  return isMade && folder?.isDirectory() === true;
}

/**
 * Puts the worktree's `.git` file right. We never read it, since every call of ours names the repository; but people
 * and tools that open the folder should find what git wrote, not what an agent put in its place.
 */
export async function restoreGitFile(worktree: Worktree): Promise<void> {
  const file = path.join(worktree.worktreePath, '.git');
  const right = `gitdir: ${adminPathOf(worktree)}\n`;
  const found = await lstat(file).catch(() => null);
  if (found?.isFile() && found.size === Buffer.byteLength(right) && (await readFile(file, 'utf8')) === right) return;
  if (found) await removeFolder(file);
  await writeFile(file, right, { flag: 'wx' });
}

/** `rm` rather than Node's own: it removes trees that are nested deeper than a path can be long. */
async function removeFolder(folder: string): Promise<void> {
  if ((await run('rm', ['-rf', '--one-file-system', '--', folder])) === 0) return;
  // A folder without its owner's rights, which only root may empty.
  await run('chmod', ['-R', 'u+rwX', '--', folder]);
  if ((await run('rm', ['-rf', '--', folder])) !== 0) throw new Error(`${folder} could not be removed`);
}

function run(program: string, args: string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore' });
    child.on('error', reject);
    child.on('close', resolve);
  });
}
