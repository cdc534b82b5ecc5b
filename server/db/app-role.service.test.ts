import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyAudit } from '#server/services/audit/list-audit.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { openAppRole } from './app-role.ts';
import { openDb } from './client.ts';

/** The role that the app works with, over connections of its own. */
const secret = new Uint8Array(32).fill(7);
let team: Team;
let url: string;
const made: string[] = [];

beforeAll(async () => {
  team = await openTeam();
  const opened = await openAppRole(team.database.url, secret);
  expect(opened.warning).toBeNull();
  url = opened.url;
  made.push(new URL(url).username);
});
afterAll(async () => {
  const cluster = new URL(team.database.url);
  for (const role of made) await team.house.pool.query(`DROP OWNED BY ${pg.escapeIdentifier(role)}`);
  await team.close();
  cluster.pathname = '/postgres';
  await as(cluster.toString(), async (client) => {
    for (const role of made) await client.query(`DROP ROLE ${pg.escapeIdentifier(role)}`);
  });
});

async function as<T>(address: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

test('the app appends to the audit and reads it, and cannot change, delete, unguard or take it away', async () => {
  const db = openDb(url, 2);
  const owner = { ...(await team.as('owner')), db };
  try {
    const subject = { kind: 'key', id: 'k', name: 'A key' };
    for (let entry = 0; entry < 3; entry += 1) await db.$transaction((tx) => recordAudit(tx, owner, { action: 'key.made', subject }));
    expect(await verifyAudit(owner)).toEqual({ entries: 3, faults: [] });
    // Everything else is the app's to work with.
    await db.team.create({ data: { organizationId: team.organizationId, name: 'Security' } });
    await db.team.deleteMany();
  } finally {
    await db.$disconnect();
  }
  const refused = [
    "UPDATE audit_entries SET actor_name = 'Mallory'",
    'DELETE FROM audit_entries',
    'TRUNCATE audit_entries',
    'ALTER TABLE audit_entries DISABLE TRIGGER ALL',
    'DROP TRIGGER audit_entries_stay ON audit_entries',
    'DROP TABLE audit_entries',
    'DELETE FROM audit_heads',
    'CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
    'SET SESSION AUTHORIZATION DEFAULT; SET ROLE postgres',
  ];
  for (const statement of refused)
    await expect(
      as(url, (client) => client.query(statement)),
      statement,
    ).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|22023)$/) });
});

test('each start gives the same role, and processes that start at once do not get in each other’s way', async () => {
  const opened = await Promise.all(Array.from({ length: 4 }, () => openAppRole(team.database.url, secret)));
  expect(new Set(opened.map((one) => one.url))).toEqual(new Set([url]));
});

test('a role that may not make another works on, and says plainly what that means', async () => {
  const name = `${new URL(url).username.slice(0, 50)}_lesser`;
  made.push(name);
  const { pool } = team.house;
  await pool.query(`CREATE ROLE ${name} LOGIN PASSWORD 'x'; GRANT ALL ON ALL TABLES IN SCHEMA public TO ${name}`);
  const lesser = new URL(team.database.url);
  lesser.username = name;
  lesser.password = 'x';
  const opened = await openAppRole(lesser.toString(), secret);
  expect(opened.url).toBe(lesser.toString());
  expect(opened.warning).toMatch(/hash chain alone: the database role ".*_lesser" owns it/);
  // Whoever parts the roles by hand hears nothing of it.
  expect(await openAppRole(url, secret)).toEqual({ url, warning: null });
});
