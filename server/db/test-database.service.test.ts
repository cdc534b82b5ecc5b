import { expect, test } from 'vitest';
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

test('a clone takes tens of milliseconds', async () => {
  const startedAt = performance.now();
  const database = await openTestDatabase();
  const tookMs = performance.now() - startedAt;
  await database.close();
  console.log(`clone: ${tookMs.toFixed(0)} ms`);
  expect(tookMs).toBeLessThan(1_000);
});
