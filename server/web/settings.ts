import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { readProxy, type TrustedProxy } from './client-address.ts';

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
  /** Where several web processes show each other who is present in a document; null without. */
  redisUrl: string | null;
  /** Proxies before us, whose word on where a request came from counts. */
  proxies: readonly TrustedProxy[];
  isDevelopment: boolean;
};

/** A sentence about a setting that cannot work. */
export class BadSetting extends Error {
  override readonly name = 'BadSetting';
}

/**
 * Reads the environment; a variable that is set to nothing counts as not set, as compose files and unit files leave
 * them. Throws `BadSetting` with one sentence for what cannot be.
 */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const read = (name: string) => env[name] || undefined;
  const role = read('ROLE') ?? 'all';
  if (role !== 'all' && role !== 'web' && role !== 'worker') throw new BadSetting(`ROLE is "${role}"; it can be web, worker or all.`);
  const port = read('PORT') ?? '3000';
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw new BadSetting(`PORT is "${port}"; it must be a number from 0 to 65535.`);
  const host = read('HOST') ?? '127.0.0.1';
  if (isIP(host) === 0 && host !== 'localhost') throw new BadSetting(`HOST is "${host}"; it must be an address of this machine.`);
  return {
    role,
    host,
    port: Number(port),
    dataPath: resolve(read('PLUMBLINE_DATA') ?? '.plumbline'),
    databaseUrl: read('DATABASE_URL') ?? null,
    publicUrl: readPublicUrl(read('PLUMBLINE_URL')),
    redisUrl: readRedisUrl(read('REDIS_URL')),
    proxies: readProxies(read('PLUMBLINE_PROXIES')),
    isDevelopment: env['NODE_ENV'] === 'development',
  };
}

function readRedisUrl(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (!['redis:', 'rediss:'].includes(URL.parse(text)?.protocol ?? ''))
    throw new BadSetting('REDIS_URL cannot be read; it must look like redis://127.0.0.1:6379.');
  return text;
}

function readProxies(text: string | undefined): TrustedProxy[] {
  return (text ?? '')
    .split(',')
    .filter((one) => one.trim() !== '')
    .map((one) => {
      const proxy = readProxy(one.trim());
      if (!proxy)
        throw new BadSetting(`PLUMBLINE_PROXIES names "${one.trim()}"; it must be addresses or networks, as in 127.0.0.1,10.0.0.0/8.`);
      return proxy;
    });
}

/** An origin and nothing more: paths of ours are put behind it. */
function readPublicUrl(text: string | undefined): string | null {
  if (text === undefined) return null;
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.href !== `${url.origin}/`)
    throw new BadSetting(`PLUMBLINE_URL is "${text}"; it must look like https://plumbline.example.`);
  return url.origin;
}
