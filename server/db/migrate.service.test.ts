import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, expect, inject, test } from 'vitest';
import { migrate, readMigrations } from './migrate.ts';

const run = promisify(execFile);
const left: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const remove of left.splice(0)) await remove();
});

test("what it does and records is what Prisma's own command line would", async () => {
  const url = newDatabase();
  const names = (await readMigrations('prisma/migrations')).map(({ name }) => name);
  expect(await migrate(url)).toEqual(names);
  expect(await prisma(url, 'migrate', 'status')).toContain('Database schema is up to date!');
  expect(await prisma(url, 'migrate', 'deploy')).toContain('No pending migrations to apply.');
  expect(await prisma(url, 'migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema.prisma', '--exit-code')).toContain(
    'No difference',
  );
});

test('it goes on after "prisma migrate deploy"', async () => {
  const url = newDatabase();
  await prisma(url, 'migrate', 'deploy');
  expect(await migrate(url)).toEqual([]);
});

test('two that start at once apply each migration once', async () => {
  const url = newDatabase();
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
  expect(applied.flat().sort()).toEqual((await readMigrations('prisma/migrations')).map(({ name }) => name));
});

test('a database of a newer version is refused, and nothing of it touched', async () => {
  const url = newDatabase();
  await migrate(url, await migrationsOf({ '1_first': 'create table first ();', '2_second': 'create table second ();' }));
  const before = await history(url);
  const refused = migrate(url, await migrationsOf({ '1_first': 'create table first ();', '3_third': 'create table third ();' }));
  await expect(refused).rejects.toThrow(/^The database is of a newer version of Plumbline \(it has 2_second\)/);
  expect(await history(url)).toEqual(before);
});

test('a migration that fails leaves nothing of itself, and is not tried again', async () => {
  const url = newDatabase();
  const folder = await migrationsOf({ '1_half': 'create table whole (); select no_such_column;' });
  await expect(migrate(url, folder)).rejects.toThrow(/^The migration 1_half failed: column "no_such_column" does not exist\.$/);
  await expect(migrate(url, folder)).rejects.toThrow(/1_half failed at an earlier start \(P3009\)/);
  const { rows } = await query(url, `select to_regclass('whole') as whole`);
  expect(rows).toEqual([{ whole: null }]);
});

test("tables of somebody else's are refused", async () => {
  const url = newDatabase();
  await migrate(url, await migrationsOf({}));
  await query(url, 'drop table _prisma_migrations; create table theirs ()');
  await expect(migrate(url)).rejects.toThrow(/tables that are not Plumbline's, such as theirs \(P3005\)/);
});

test('a server that is not there is one sentence', async () => {
  await expect(migrate('postgresql://a:b@127.0.0.1:1/x')).rejects.toThrow(/^The database at 127\.0\.0\.1:1 does not let us in: /);
});

test('a semicolon inside a text does not cut a migration in two', async () => {
  const url = newDatabase();
  const folder = await migrationsOf({ '1_text': `create table texts (body text default 'one; two');` });
  expect(await migrate(url, folder)).toEqual(['1_text']);
});

/** The address of a database that does not exist yet: the runner makes it. */
function newDatabase(): string {
  const url = new URL(inject('testCluster').url);
  const name = `test_${Date.now()}_${randomBytes(6).toString('hex')}`;
  left.push(() => query(inject('testCluster').url, `drop database if exists ${name} with (force)`));
  url.pathname = `/${name}`;
  return url.toString();
}

async function migrationsOf(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  left.push(() => rm(folder, { recursive: true }));
  for (const [name, sql] of Object.entries(files)) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, 'migration.sql'), sql);
  }
  return folder;
}

async function history(url: string): Promise<unknown[]> {
  return (await query(url, 'select * from _prisma_migrations order by migration_name')).rows;
}

async function query(url: string, statement: string): Promise<pg.QueryResult<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query(statement).finally(() => client.end());
}

async function prisma(url: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, DATABASE_URL: url, CHECKPOINT_DISABLE: '1' };
  return (await run(process.execPath, ['node_modules/prisma/build/index.js', ...args], { env })).stdout;
}
