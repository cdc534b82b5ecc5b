import { lstat, readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';

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
  let isAsking = false;

  async function look(): Promise<void> {
    if (isAsking || isFull) return;
    isAsking = true;
    try {
      const free = await freeBytes(watched.workspace);
      mostFree = Math.max(mostFree ?? free, free);
      if (mostFree - free < room) return;
      const grown = (await newBytes(watched.workspace, since)) + (await heldBytes(await watched.processes()));
      if (grown >= watched.limitBytes) {
        isFull = true;
        watched.onFull();
      }
      mostFree = free;
      room = nextLook(watched.limitBytes, grown);
    } finally {
      isAsking = false;
    }
  }

  const first = look();
  const timer = setInterval(() => void look().catch(() => undefined), pollMs);
  return {
    /** Looks a last time: a command may be faster than the clock. */
    async end(): Promise<boolean> {
      clearInterval(timer);
      await first.catch(() => undefined);
      while (isAsking) await new Promise((resolve) => setImmediate(resolve));
      await look().catch(() => undefined);
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

/** What files changed since then take up, in bytes. Links are not followed; what vanishes meanwhile counts nothing. */
async function newBytes(folder: string, since: number): Promise<number> {
  let sum = 0;
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const parent = next;
    const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
    const sizes = entries.map(async (entry) => {
      const file = path.join(parent, entry.name);
      if (entry.isDirectory()) folders.push(file);
      const found = await lstat(file).catch(() => null);
      return found && found.ctimeMs >= since ? Math.max(found.blocks * 512, smallestFile) : 0;
    });
    for (const size of await Promise.all(sizes)) sum += size;
  }
  return sum;
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
