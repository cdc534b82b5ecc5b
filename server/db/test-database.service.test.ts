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
  const tookMs: number[] = [];
  for (let i = 0; i < 5; i++) {
    const startedAt = performance.now();
    const database = await openTestDatabase();
    tookMs.push(performance.now() - startedAt);
    await database.close();
  }
  const best = Math.min(...tookMs);
  console.log(`clone: ${best.toFixed(0)} ms at best of ${tookMs.length}`);
  // An order of magnitude above what is wanted: other suites share the cores.
  expect(best).toBeLessThan(500);
});
