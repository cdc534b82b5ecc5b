import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { access, chown, constants, mkdir, readdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseRefusal } from './database-refusal.ts';
import { findPostgres, type PostgresUser, postgresEnvironment, postgresUser, program } from './postgres-binaries.ts';

/** A Postgres data directory on disk, with what is needed to run programs on it. */
export type Cluster = {
  /** Postgres' own data directory, inside the folder that also holds the password and the log. */
  data: string;
  native: string;
  user: PostgresUser | undefined;
  password: string;
};

/** The superuser of a cluster, and the name of its database. */
export const databaseName = 'plumbline';

const leastFreeBytes = 500_000_000;
const major = 18;

/** Opens the cluster in `home`, made now if there is none. Several processes may do so at once: all get the same one. */
export async function openCluster(home: string): Promise<Cluster> {
  await requireRoom(dirname(home));
  const user = postgresUser();
  const native = await findPostgres(user);
  const data = join(home, 'data');
  if (!existsSync(join(data, 'PG_VERSION'))) await makeCluster(home, native, user);
  await requireMajor(data);
  const password = await readFile(join(home, 'password'), 'utf8').catch((cause: unknown) => {
    throw new DatabaseRefusal(`The password of the embedded database is missing (${join(home, 'password')}).`, { cause });
  });
  return { data, native, user, password };
}

/**
 * Runs one of Postgres' programs on the cluster's data directory. That directory is the working directory, and is named relative to it:
 * an unprivileged user cannot walk to it by name through a root-only home, but may stay where it was put.
 */
export async function runOnCluster(
  cluster: Pick<Cluster, 'data' | 'native' | 'user'>,
  name: 'initdb' | 'pg_ctl',
  args: string[],
): Promise<void> {
  // A link that the kernel follows without asking for the parents; `.` would be made absolute.
  const here = cluster.user && process.platform === 'linux' ? '/proc/self/cwd' : '.';
  const options = { ...cluster.user, cwd: cluster.data, env: postgresEnvironment, windowsHide: true };
  const file = program(cluster.native, name);
  if (name === 'initdb') return initialize(file, ['-D', here, ...args], options);
  // No pipes: the server would inherit them, and keep them open.
  const child = spawn(file, ['-D', here, ...args], { ...options, stdio: 'ignore' });
  const code = await new Promise<number | null>((done, fail) => child.once('error', fail).once('exit', done));
  if (code !== 0) throw new Error(`${name} ${args[0]} ended with ${String(code)}`);
}

function initialize(file: string, args: string[], options: { cwd: string }): Promise<void> {
  return new Promise((done, fail) => {
    execFile(file, args, options, (error, _output, errors) => {
      if (!error) return done();
      const said =
        errors
          .trim()
          .split('\n')
          .find((line) => /error|fatal/i.test(line)) ?? error.message;
      fail(new DatabaseRefusal(`The embedded database could not be made: ${said}.`, { cause: error }));
    });
  });
}

/** Made whole beside its place and then moved there, so that a half-made one is never taken for a cluster. */
async function makeCluster(home: string, native: string, user: PostgresUser | undefined): Promise<void> {
  const draft = `${home}.new-${process.pid}`;
  const data = join(draft, 'data');
  try {
    await mkdir(data, { recursive: true, mode: 0o700 });
    await writeFile(join(draft, 'password'), randomBytes(24).toString('base64url'), { mode: 0o600 });
    if (user) for (const path of [draft, data, join(draft, 'password')]) await chown(path, user.uid, user.gid);
    await runOnCluster({ data, native, user }, 'initdb', [
      `--username=${databaseName}`,
      '--pwfile=../password',
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The same order of text on every operating system.
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
    ]);
    await rename(draft, home);
  } catch (error) {
    // Somebody else was faster: theirs is as good.
    if (!existsSync(join(home, 'data', 'PG_VERSION')))
      throw existsSync(home) && !(error instanceof DatabaseRefusal) ? notEmpty(home, error) : error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  await removeAbandonedDrafts(home);
}

function notEmpty(home: string, cause: unknown): DatabaseRefusal {
  return new DatabaseRefusal(`${home} is not empty and holds no database; move it away to begin with a new one.`, { cause });
}

async function removeAbandonedDrafts(home: string): Promise<void> {
  const prefix = `${home}.new-`;
  for (const name of await readdir(dirname(home))) {
    const path = join(dirname(home), name);
    if (path.startsWith(prefix) && !isAlive(Number(path.slice(prefix.length)))) await rm(path, { recursive: true, force: true });
  }
}

/** Whether a process has this number; one of another user counts. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Makes a data folder where there is none. Throws a `DatabaseRefusal` where it cannot be written or its disk is nearly full. */
export async function requireRoom(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new DatabaseRefusal(`The data folder ${folder} cannot be written; set PLUMBLINE_DATA to one that can.`, { cause });
  }
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < leastFreeBytes) {
    const free = Math.floor((bavail * bsize) / 1_000_000);
    throw new DatabaseRefusal(
      `Only ${free} MB are free on the disk of ${folder}, and at least ${leastFreeBytes / 1_000_000} MB are needed.`,
    );
  }
}

/** Not `recursive`: on a file system that can make no folder, such as /proc, Node would try for ever. */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path)) return;
  if (!existsSync(dirname(path))) await makeFolder(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

async function requireMajor(data: string): Promise<void> {
  const found = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (found === String(major)) return;
  const which = Number(found) > major ? 'newer' : 'older';
  throw new DatabaseRefusal(
    `The database in ${data} was made by Postgres ${found}, which is ${which} than the ${major} that comes with this version; nothing was touched.`,
  );
}
