import { resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BadSetting, readSettings } from './settings.ts';

const names = ['ROLE', 'PORT', 'HOST', 'PLUMBLINE_URL', 'PLUMBLINE_DATA', 'DATABASE_URL'];
const defaults = {
  role: 'all',
  host: '127.0.0.1',
  port: 3000,
  dataPath: resolve('.plumbline'),
  databaseUrl: null,
  publicUrl: null,
  redisUrl: null,
  proxies: [],
  isDevelopment: false,
};

/** The variables that count, over an environment that a process may have. */
const read = (env: Record<string, string>) => readSettings({ NODE_ENV: 'production', ...env });

test('without variables it is one process, on the loopback address, with its own database', () => {
  expect(read({})).toEqual(defaults);
});

test('a variable that is set to nothing is not set', () => {
  expect(read(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(defaults);
});

test('each variable is read', () => {
  const env = {
    ROLE: 'worker',
    PORT: '0',
    HOST: '::1',
    PLUMBLINE_URL: 'https://Plumbline.example:443/',
    PLUMBLINE_DATA: '/data',
    DATABASE_URL: 'postgresql://db/plumbline',
    REDIS_URL: 'redis://cache:6379',
    PLUMBLINE_PROXIES: '127.0.0.1, 10.0.0.0/8',
  };
  expect(readSettings({ ...env, NODE_ENV: 'development' })).toEqual({
    role: 'worker',
    port: 0,
    host: '::1',
    publicUrl: 'https://plumbline.example',
    dataPath: '/data',
    databaseUrl: 'postgresql://db/plumbline',
    redisUrl: 'redis://cache:6379',
    proxies: [
      { address: '127.0.0.1', prefix: 32, family: 'ipv4' },
      { address: '10.0.0.0', prefix: 8, family: 'ipv4' },
    ],
    isDevelopment: true,
  });
});

test('a port is a whole number from 0 to 65535 in plain digits, and nothing else is', () => {
  fc.assert(fc.property(fc.nat(65_535), (port) => read({ PORT: String(port) }).port === port));
  const notPorts = fc.oneof(
    fc.integer({ min: 65_536 }).map(String),
    fc.integer({ max: -1 }).map(String),
    fc.double({ noInteger: true }).map(String),
    fc.constantFrom('abc', '0x10', '3e3', ' ', '3000 ', '1_000', 'NaN'),
    fc.string({ minLength: 1 }).filter((text) => !/^\d+$/.test(text)),
  );
  fc.assert(
    fc.property(notPorts, (PORT) => {
      expect(() => read({ PORT })).toThrow(new BadSetting(`PORT is "${PORT}"; it must be a number from 0 to 65535.`));
    }),
  );
});

test.each<Record<string, string>>([
  { ROLE: 'x' },
  { ROLE: 'Web' },
  { ROLE: 'toString' },
  { HOST: 'plumbline.example' },
  { HOST: '127.0.0.1:3000' },
  { PLUMBLINE_URL: 'plumbline.example' },
  { PLUMBLINE_URL: 'ftp://plumbline.example' },
  { PLUMBLINE_URL: 'https://plumbline.example/app' },
  { PLUMBLINE_URL: 'https://plumbline.example/?a' },
  { PLUMBLINE_URL: 'https://ann@plumbline.example' },
  { PLUMBLINE_URL: 'https://plumb line' },
])('%j is refused with one sentence that quotes it', (env) => {
  const [name, value] = Object.entries(env)[0] ?? [];
  expect(() => read(env)).toThrow(BadSetting);
  expect(() => read(env)).toThrow(new RegExp(`^${name} is "${value?.replace(/[?]/g, '\\?')}"; it [^.]+.+\\.$`));
});
