import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTeam, type Team } from '#server/testing/team.ts';
import { prepareFirstStart } from './first-start.ts';

let team: Team;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plumbline-first-'));
  team = await openTeam({ dataPath: folder });
  // As empty as a database is that was just migrated.
  await team.house.db.organization.deleteMany();
});
afterAll(async () => {
  await team.close();
  await rm(folder, { recursive: true, force: true });
});

const start = () => prepareFirstStart({ house: team.house, timed: (_what, work) => work() });

test('processes that start at once on an empty database make one organization with one sample', async () => {
  await Promise.all([start(), start(), start()]);
  await start();
  const { db } = team.house;
  expect(await db.organization.count()).toBe(1);
  expect(await db.member.count({ where: { role: 'owner' } })).toBe(1);
  expect(await db.project.count()).toBe(1);
});
