import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTeam, type Team } from '#server/testing/team.ts';
import { listAudit, listAuditInput, verifyAudit } from './list-audit.ts';
import { recordAudit } from './record-audit.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

const note = async (name: string, fails = false) => {
  const owner = await team.as('owner');
  await team.house.db.$transaction(async (tx) => {
    await recordAudit(tx, owner, { action: 'key.made', subject: { kind: 'key', id: name, name }, after: { z: 1, a: [true, null, 'ä'] } });
    if (fails) throw new Error('the deed did not happen');
  });
};

test('entries written at once are numbered without gaps and chained, and a deed that fails leaves none', async () => {
  await Promise.allSettled(Array.from({ length: 40 }, (_, index) => note(`key ${index}`, index % 4 === 3)));
  const owner = await team.as('owner');
  expect(await verifyAudit(owner)).toEqual({ entries: 30, faults: [] });
  const found = await listAudit(owner, listAuditInput.parse({ text: 'KEY 10' }));
  expect(found.map(({ subjectName }) => subjectName)).toEqual(['key 10']);
});

test('the database refuses to change, delete or truncate what is written', async () => {
  const { pool } = team.house;
  for (const sql of ['UPDATE audit_entries SET actor_name = $$x$$', 'DELETE FROM audit_entries', 'TRUNCATE audit_entries'])
    await expect(pool.query(sql)).rejects.toThrow('append-only');
});

test('whoever takes the guard away and rewrites a row is found out', async () => {
  const { pool } = team.house;
  const owner = await team.as('owner');
  await pool.query('ALTER TABLE audit_entries DISABLE TRIGGER ALL');
  await pool.query('UPDATE audit_entries SET actor_name = $$Mallory$$ WHERE seq = 7');
  expect((await verifyAudit(owner)).faults).toEqual([{ seq: 7, reason: 'entry 7 is not as it was written' }]);
  await pool.query('DELETE FROM audit_entries WHERE seq = 7');
  expect((await verifyAudit(owner)).faults).toContainEqual({ seq: 7, reason: 'entry 7 is missing' });
});
