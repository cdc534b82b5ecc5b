import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { migrate } from './migrate.ts';
import { openTestDatabase } from './test-database.ts';

test('each test database is empty, migrated and its own', async () => {
  const [one, other] = await Promise.all([openTestDatabase(), openTestDatabase()]);
  try {
    await one.db.organization.create({ data: { id: 'o1', name: 'One', slug: 'one' } });
    expect(await one.db.organization.count()).toBe(1);
    expect(await other.db.organization.count()).toBe(0);
    expect((await other.pool.query('select slug from organizations')).rows).toEqual([]);
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});

test('a clone takes a fraction of what migrating takes', async () => {
  const migratedMs = await timeMigration();
  const clonedMs: number[] = [];
  for (let i = 0; i < 5; i++) {
    const startedAt = performance.now();
    const database = await openTestDatabase();
    clonedMs.push(performance.now() - startedAt);
    await database.close();
  }
  const best = Math.min(...clonedMs);
  console.log(`clone: ${best.toFixed(0)} ms at best of ${clonedMs.length}; migrating: ${migratedMs.toFixed(0)} ms`);
  // Both in one run: other suites share the cores, and how busy they are says nothing of either.
  expect(best).toBeLessThan(migratedMs / 2);
});

/** How long it takes to migrate an empty database, which is what a clone saves. */
async function timeMigration(): Promise<number> {
  const { url: clusterUrl } = inject('testCluster');
  const name = `test_${Date.now()}_migrated`;
  const client = new pg.Client({ connectionString: clusterUrl });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
    const url = new URL(clusterUrl);
    url.pathname = `/${name}`;
    const startedAt = performance.now();
    await migrate(url.toString());
    return performance.now() - startedAt;
  } finally {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
  }
}
