import { spawn } from 'node:child_process';
import { readdir, stat, statfs } from 'node:fs/promises';
import { createInterface } from 'node:readline';

const pollMs = 100;
/** Every file takes at least a block and its inode: a million empty files fill a disk too. */
const smallestFile = 4096;

/**
 * Watches how much a command writes, and calls `onFull` once when it is `limitBytes` or more. Asking the file system
 * for its free space costs microseconds; only when that has fallen far enough to matter (others write to the same
 * disk as well) are the workspace's new files added up, with those that the command has deleted and still holds open.
 */
export function watchGrowth(watched: { workspace: string; limitBytes: number; processes: () => Promise<number[]>; onFull: () => void }) {
  // Timestamps of the file system come from a clock that ticks some milliseconds apart.
  const since = Date.now() - 20;
  let mostFree: number | null = null;
  let room = nextLook(watched.limitBytes, 0);
  let isFull = false;
  let looking: Promise<void> | null = null;

  async function look(isLast: boolean): Promise<void> {
    const free = await freeBytes(watched.workspace);
    mostFree = Math.max(mostFree ?? free, free);
    if (mostFree - free < room && !isLast) return;
    const grown = (await newBytes(watched.workspace, since)) + (await heldBytes(await watched.processes()));
    if (grown >= watched.limitBytes && !isFull) {
      isFull = true;
      watched.onFull();
    }
    mostFree = free;
    room = nextLook(watched.limitBytes, grown);
  }

  const poll = () => {
    // One at a time; that one cannot be told is no reason to stop a command.
    looking ??= look(false)
      .catch(() => undefined)
      .finally(() => {
        looking = null;
      });
  };
  poll();
  const timer = setInterval(poll, pollMs);
  return {
    /** Adds up a last time, whatever the free space says: a command may be faster than the clock. */
    async end(): Promise<boolean> {
      clearInterval(timer);
      await looking;
      if (!isFull) await look(true).catch(() => undefined);
      return isFull;
    },
  };
}

/**
 * How much free space may go before files are added up again: half of what is left to the limit, since what others
 * free at the same time hides what is written here.
 */
function nextLook(limitBytes: number, grown: number): number {
  return Math.max((limitBytes - grown) / 2, limitBytes / 32);
}

/** Free space with free inodes counted as the smallest file that each could become. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize, ffree } = await statfs(folder);
  return bavail * bsize + ffree * smallestFile;
}

/**
 * What files changed since then take up, in bytes. Links are not followed. By `find`, in a process of its own: a large
 * workspace must not occupy the server's only thread.
 */
function newBytes(folder: string, since: number): Promise<number> {
  const args = [folder, '-xdev', '-newerct', `@${(since / 1000).toFixed(3)}`, '-printf', '%b\n'];
  return new Promise((resolve, reject) => {
    const find = spawn('find', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    let sum = 0;
    createInterface({ input: find.stdout }).on('line', (blocks) => {
      sum += Math.max(Number(blocks) * 512, smallestFile);
    });
    find.on('error', reject);
    // Not every exit code is 0: files vanish while it looks.
    find.on('close', () => resolve(sum));
  });
}

/** What files take up that are deleted but held open or mapped by these processes. */
async function heldBytes(processes: number[]): Promise<number> {
  const held = new Map<string, number>();
  for (const pid of processes) {
    for (const kind of ['fd', 'map_files']) {
      const folder = `/proc/${pid}/${kind}`;
      for (const name of await readdir(folder).catch(() => [])) {
        const found = await stat(`${folder}/${name}`).catch(() => null);
        if (found?.isFile() && found.nlink === 0) held.set(`${found.dev}:${found.ino}`, found.blocks * 512);
      }
    }
  }
  return [...held.values()].reduce((sum, size) => sum + size, 0);
}
