import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { DatabaseRefusal } from './database-refusal.ts';

/** One forward step of the schema: a folder of `prisma/migrations`. */
export type Migration = { name: string; sql: string; sha256: string };

type Recorded = { migration_name: string; finished_at: Date | null };

/** The lock that Prisma's own engine takes, so that it and we never migrate at the same time. */
const prismaLock = 72_707_369;

const historyTable = `create table _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;

/** Reads the migrations in `folder`, in the order in which they apply. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Brings the database at `url` up to date and returns the names of what it applied. Does and records what `prisma migrate deploy` does, so
 * either can go on after the other, without the seconds that Prisma's command line takes. Creates the database where there is none.
 * Throws a `DatabaseRefusal`, with nothing touched, where the database is out of reach, of a newer version, not ours or half migrated.
 */
export async function migrate(url: string, folder = join(process.cwd(), 'prisma/migrations')): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const client = await connect(url);
  try {
    await client.query(`set lock_timeout = '60s'`);
    await client.query('select pg_advisory_lock($1)', [prismaLock]);
    const missing = await findMissing(client, migrations);
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function findMissing(client: pg.Client, migrations: Migration[]): Promise<Migration[]> {
  const recorded = await readHistory(client);
  const failed = recorded.find((row) => !row.finished_at);
  if (failed) {
    throw new DatabaseRefusal(
      `The migration ${failed.migration_name} failed at an earlier start (P3009); put the database right and tell it so with "prisma migrate resolve".`,
    );
  }
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = recorded.find((row) => !known.has(row.migration_name));
  if (unknown) {
    throw new DatabaseRefusal(
      `The database is of a newer version of Plumbline (it has ${unknown.migration_name}); start that version, nothing was touched.`,
    );
  }
  const applied = new Set(recorded.map((row) => row.migration_name));
  return migrations.filter(({ name }) => !applied.has(name));
}

async function readHistory(client: pg.Client): Promise<Recorded[]> {
  const tables = await client.query<{ tablename: string }>('select tablename from pg_tables where schemaname = current_schema()');
  const names = tables.rows.map(({ tablename }) => tablename);
  if (!names.includes('_prisma_migrations')) {
    if (names.length > 0)
      throw new DatabaseRefusal(`The database has tables that are not Plumbline's, such as ${names[0]} (P3005); give it an empty one.`);
    await client.query(historyTable);
    return [];
  }
  const history = await client.query<Recorded>('select migration_name, finished_at from _prisma_migrations where rolled_back_at is null');
  return history.rows;
}

async function apply(client: pg.Client, { name, sql, sha256 }: Migration): Promise<void> {
  const id = randomUUID();
  await client.query('insert into _prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)', [id, sha256, name]);
  try {
    // Without parameters the whole file goes as one implicit transaction: it applies, or nothing of it does.
    await client.query(sql);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    await client.query('update _prisma_migrations set logs = $2 where id = $1', [id, message]);
    throw new DatabaseRefusal(`The migration ${name} failed: ${message}.`, { cause });
  }
  await client.query('update _prisma_migrations set finished_at = now(), applied_steps_count = 1 where id = $1', [id]);
}

async function connect(url: string): Promise<pg.Client> {
  try {
    return await open(url);
  } catch (error) {
    if (codeOf(error) !== '3D000') throw refusal(error, url);
    await createDatabase(url).catch((cause: unknown) => {
      throw refusal(cause, url);
    });
    return open(url);
  }
}

async function open(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'plumbline migrate', connectionTimeoutMillis: 15_000 });
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function createDatabase(url: string): Promise<void> {
  const maintenance = new URL(url);
  const name = decodeURIComponent(maintenance.pathname.slice(1));
  maintenance.pathname = '/postgres';
  const client = await open(maintenance.toString());
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
  } catch (error) {
    // Another process created it between our two questions.
    if (!['42P04', '23505'].includes(codeOf(error))) throw error;
  } finally {
    await client.end();
  }
}

function refusal(cause: unknown, url: string): DatabaseRefusal {
  const host = URL.canParse(url) ? new URL(url).host : 'an address that cannot be read';
  const message = cause instanceof Error && cause.message ? cause.message : codeOf(cause);
  return new DatabaseRefusal(`The database at ${host} does not let us in: ${message}.`, { cause });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
