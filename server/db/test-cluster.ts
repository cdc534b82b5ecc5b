import { createHash } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { resolve } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate, readMigrations } from './migrate.ts';

declare module 'vitest' {
  // oxlint-disable-next-line typescript/consistent-type-definitions -- only an interface can be added to.
  interface ProvidedContext {
    /** Where tests make their databases: a cluster of their own, and the migrated template in it. */
    testCluster: { url: string; template: string };
  }
}

/** What a test database may lose when the machine dies is nobody's: a third of the time of a suite goes into keeping it. */
const forgetful = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };
const abandonedAfterMs = 3_600_000;

const memory = '/dev/shm';
const leastMemoryBytes = 2_000_000_000;

/**
 * Where the cluster lives: in memory where the machine has such a place with room, else in the project. Each clone copies ten megabytes behind
 * a checkpoint, and on a disk that others write to, that takes ten times as long.
 */
async function clusterFolder(): Promise<string> {
  const project = resolve('.plumbline-test');
  const free = await statfs(memory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  if (free < leastMemoryBytes) return project;
  return `${memory}/plumbline-test-${createHash('sha256').update(project).digest('hex').slice(0, 12)}`;
}

/** Run by Vitest once before the service suite: starts the cluster, which is left for the next time, and makes the template that tests clone. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startEmbeddedPostgres(await clusterFolder(), forgetful);
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  try {
    // Two suites at once make one template, one after the other.
    await client.query('select pg_advisory_lock(1)');
    const template = await makeTemplate(client, cluster.url);
    await dropAbandoned(client);
    project.provide('testCluster', { url: cluster.url, template });
  } finally {
    await client.end();
  }
  return () => cluster.stop();
}

async function makeTemplate(client: pg.Client, url: string): Promise<string> {
  const hash = createHash('sha256');
  for (const { name, sha256 } of await readMigrations(resolve('prisma/migrations'))) hash.update(`${name} ${sha256}\n`);
  const template = `template_${hash.digest('hex').slice(0, 16)}`;
  const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
  if (rowCount) return template;
  const draft = new URL(url);
  draft.pathname = `/${template}_draft`;
  await client.query(`drop database if exists ${template}_draft with (force)`);
  await migrate(draft.toString());
  await client.query(`alter database ${template}_draft rename to ${template}`);
  return template;
}

/** Databases of suites that were killed. */
async function dropAbandoned(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(`select datname from pg_database where datname ~ '^test_[0-9]+_'`);
  for (const { datname } of rows) {
    const madeAt = Number(datname.split('_')[1]);
    if (Date.now() - madeAt > abandonedAfterMs) await client.query(`drop database if exists ${datname} with (force)`);
  }
}
