import { readFile, readlink, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './embedded-cluster.ts';

/** What a data directory says about its server. `busy` is one that starts or stops just now. */
export type Postmaster = { state: 'absent' } | { state: 'busy' } | { state: 'ready'; port: number };

/** Reads the server's own note, `postmaster.pid`, and checks that the process it names is that server. */
export async function readPostmaster(data: string): Promise<Postmaster> {
  const file = join(data, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return { state: 'absent' };
  if (!(await isServerOf(data, pid))) {
    await disown(file, lines);
    return { state: 'absent' };
  }
  return lines[7]?.trim() === 'ready' ? { state: 'ready', port: Number(lines[3]) } : { state: 'busy' };
}

/** The port in the note of a server that did not take it away, because it was killed or still runs. */
export async function readLastPort(data: string): Promise<number | undefined> {
  const port = Number((await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')[3]);
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined;
}

/** Whether process `pid` works in `data`. A zombie, or a stranger that got the number of a dead server, does not. */
async function isServerOf(data: string, pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  return folder === (await realpath(data));
}

/**
 * Postgres takes any living process of this number for a server of its own and refuses to start. A number that no process can have lets it
 * go on; deleting the note would also take away its second check, the shared memory named there.
 */
async function disown(file: string, lines: string[]): Promise<void> {
  await writeFile(file, ['2147483647', ...lines.slice(1)].join('\n'));
}
