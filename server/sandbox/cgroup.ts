import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A group of processes of one command whose memory and number the kernel limits. */
export type Group = {
  /** Folders whose `cgroup.procs` a process writes its id into to join. */
  folders: string[];
  /** Whether the kernel has killed something in it for want of memory. */
  isOutOfMemory(): Promise<boolean>;
  processes(): Promise<number[]>;
  /** Kills what is left and removes the group. */
  close(): Promise<void>;
};

export type GroupLimits = { memoryMb: number; processes: number };

/** Processes of ours in each group: the outer and the inner bwrap and the launcher before them. */
const ownProcesses = 4;
const prefix = 'plumbline-';

/**
 * Makes a group below the one this process is in (version 2 or 1, whichever holds the controllers), or below the
 * nearest parent where the kernel lets us. Null where groups cannot be made: no rights, or mounted read-only.
 */
export async function openGroup(limits: GroupLimits, root = '/sys/fs/cgroup', self = '/proc/self/cgroup'): Promise<Group | null> {
  const own = parseOwnGroups(await readFile(self, 'utf8').catch(() => ''));
  return (await openVersion2(root, own.get('') ?? '/', limits)) ?? (await openVersion1(root, own, limits));
}

/** Lines are `id:controllers:path`; version 2 has no controllers. */
function parseOwnGroups(text: string): Map<string, string> {
  const groups = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, controllers, group] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || group === undefined) continue;
    for (const controller of controllers.split(',')) groups.set(controller, group);
  }
  return groups;
}

async function openVersion2(root: string, own: string, limits: GroupLimits): Promise<Group | null> {
  // A group that holds processes cannot hand its controllers down, so the place is often a parent of our own.
  for (const parent of upwards(root, own)) {
    const enabled = await readFile(path.join(parent, 'cgroup.subtree_control'), 'utf8').catch(() => '');
    if (!enabled.includes('memory') || !enabled.includes('pids')) {
      const isEnabled = await put(parent, 'cgroup.subtree_control', '+memory +pids');
      if (!isEnabled) continue;
    }
    const folder = await makeGroup(parent);
    if (!folder) continue;
    const isLimited =
      (await put(folder, 'memory.max', `${limits.memoryMb * 1024 * 1024}`)) &&
      (await put(folder, 'pids.max', `${limits.processes + ownProcesses}`));
    if (!isLimited) {
      await rmdir(folder).catch(() => undefined);
      continue;
    }
    await put(folder, 'memory.swap.max', '0');
    await put(folder, 'memory.oom.group', '1');
    return group([folder], path.join(folder, 'memory.events'));
  }
  return null;
}

async function openVersion1(root: string, own: Map<string, string>, limits: GroupLimits): Promise<Group | null> {
  const memory = await makeFirst(upwards(path.join(root, 'memory'), own.get('memory') ?? '/'));
  const pids = await makeFirst(upwards(path.join(root, 'pids'), own.get('pids') ?? '/'));
  const folders = [memory, pids].filter((folder) => folder !== null);
  const bytes = `${limits.memoryMb * 1024 * 1024}`;
  const isLimited =
    memory &&
    pids &&
    (await put(memory, 'memory.limit_in_bytes', bytes)) &&
    (await put(pids, 'pids.max', `${limits.processes + ownProcesses}`));
  if (!isLimited) {
    for (const folder of folders) await rmdir(folder).catch(() => undefined);
    return null;
  }
  // Memory and swap together; absent where the kernel does not count swap.
  await put(memory, 'memory.memsw.limit_in_bytes', bytes);
  return group(folders, path.join(memory, 'memory.oom_control'));
}

/** Only what already exists is written: on a foreign file system a new file would look like success. */
async function put(folder: string, file: string, value: string): Promise<boolean> {
  return writeFile(path.join(folder, file), value, { flag: 'r+' }).then(
    () => true,
    () => false,
  );
}

/** The folder of a group and those above it, innermost first. */
function upwards(root: string, group: string): string[] {
  const parts = group.split('/').filter((part) => part !== '' && part !== '..');
  return Array.from({ length: parts.length + 1 }, (_, i) => path.join(root, ...parts.slice(0, parts.length - i)));
}

async function makeFirst(parents: string[]): Promise<string | null> {
  for (const parent of parents) {
    const folder = await makeGroup(parent);
    if (folder) return folder;
  }
  return null;
}

async function makeGroup(parent: string): Promise<string | null> {
  // A folder without this file is not a group: making folders there would limit nothing.
  if (!(await readFile(path.join(parent, 'cgroup.procs')).catch(() => null))) return null;
  await sweep(parent);
  const folder = path.join(parent, `${prefix}${process.pid}-${randomBytes(6).toString('hex')}`);
  return mkdir(folder).then(
    () => folder,
    () => null,
  );
}

/** Removes groups that processes of ours left behind when they were killed. */
async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const owner = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : Number.NaN;
    if (Number.isInteger(owner) && owner !== process.pid && !isAlive(owner)) await rmdir(path.join(parent, name)).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function group(folders: string[], events: string): Group {
  const processes = async () => {
    const lists = await Promise.all(folders.map((folder) => readFile(path.join(folder, 'cgroup.procs'), 'utf8').catch(() => '')));
    return [...new Set(lists.join('\n').split('\n').filter(Boolean).map(Number))].filter((pid) => pid > 0);
  };
  return {
    folders,
    processes,
    isOutOfMemory: async () => /^oom_kill [1-9]/m.test(await readFile(events, 'utf8').catch(() => '')),
    async close() {
      for (let tries = 0; tries < 200; tries += 1) {
        for (const pid of await processes()) killNow(pid);
        const removed = await Promise.all(
          folders.map((folder) =>
            rmdir(folder).then(
              () => true,
              (cause: unknown) => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT',
            ),
          ),
        );
        if (removed.every(Boolean)) return;
        // The kernel lets go of a group a moment after its last process is gone.
        await wait(10);
      }
    },
  };
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}
