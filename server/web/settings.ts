import { isIP } from 'node:net';
import { resolve } from 'node:path';

export type ProcessRole = 'all' | 'web' | 'worker';

export type Settings = {
  role: ProcessRole;
  host: string;
  port: number;
  /** Absolute. Mirrors, worktrees, the embedded database and the installation's secret. */
  dataPath: string;
  /** A Postgres of your own; null for the embedded one. */
  databaseUrl: string | null;
  /** The address people use, when it is not the one that we listen on; null to go by the request. */
  publicUrl: string | null;
  isDevelopment: boolean;
};

/** A sentence about a setting that cannot work. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}

/** Reads the environment. Throws `BadSetting` with one sentence for what cannot be. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const role = env['ROLE'] ?? 'all';
  if (role !== 'all' && role !== 'web' && role !== 'worker') throw new BadSetting(`ROLE is "${role}"; it can be web, worker or all.`);
  const port = Number(env['PORT'] ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new BadSetting(`PORT is "${env['PORT']}"; it must be a number from 0 to 65535.`);
  const host = env['HOST'] ?? '127.0.0.1';
  if (isIP(host) === 0 && host !== 'localhost') throw new BadSetting(`HOST is "${host}"; it must be an address of this machine.`);
  const publicUrl = env['PLUMBLINE_URL'] ?? null;
  if (publicUrl !== null && !/^https?:\/\/[^/]+\/?$/.test(publicUrl))
    throw new BadSetting(`PLUMBLINE_URL is "${publicUrl}"; it must look like https://plumbline.example.`);
  return {
    role,
    host,
    port,
    dataPath: resolve(env['PLUMBLINE_DATA'] ?? '.plumbline'),
    databaseUrl: env['DATABASE_URL'] ?? null,
    publicUrl: publicUrl?.replace(/\/$/, '') ?? null,
    isDevelopment: env['NODE_ENV'] === 'development',
  };
}
