import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIdentify, createStanding } from '#server/auth/identify.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { type KeptStandings, keepStandings } from './kept-standings.ts';

const secret = 'the secret of a test';
let team: Team;
let standings: KeptStandings;
let lookUps = 0;

beforeAll(async () => {
  team = await openTeam();
  const { pool } = team.house;
  const look = createStanding({ identify: createIdentify({ pool, secret }), pool, secret });
  standings = keepStandings({
    url: team.database.url,
    find: (headers, slug) => {
      lookUps += 1;
      return look(headers, slug);
    },
  });
});
afterAll(async () => {
  await standings.close();
  await team.close();
});

async function signIn(userId: string) {
  const token = randomUUID();
  const now = new Date();
  await team.house.db.session.create({
    data: { id: randomUUID(), token, userId, expiresAt: new Date(now.getTime() + 60_000), createdAt: now, updatedAt: now },
  });
  const signature = createHmac('sha256', secret).update(token).digest('base64');
  const cookie = `theme=dark; plumbline.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
  return { token, ask: () => standings.find(new Headers({ cookie }), 'team') };
}

async function addMember(role: string) {
  const userId = randomUUID();
  await team.house.db.user.create({ data: { id: userId, name: 'Somebody', email: `${userId}@example.com` } });
  await team.house.db.member.create({ data: { id: randomUUID(), organizationId: team.organizationId, userId, role } });
  return userId;
}

/** Asks until an answer took no look-up: the notices of what was set up have come by then. */
async function untilKept(ask: () => Promise<unknown>): Promise<void> {
  await expect
    .poll(async () => {
      const before = lookUps;
      await ask();
      return lookUps - before;
    })
    .toBe(0);
}

test('who asked a moment ago is known without a question to the database', async () => {
  const { ask } = await signIn(await addMember('editor'));
  await untilKept(ask);
  expect((await ask())?.membership?.role).toBe('editor');
});

test.each([
  ['a role', (userId: string) => team.house.db.member.updateMany({ where: { userId }, data: { role: 'viewer' } }), 'viewer'],
  ['a membership', (userId: string) => team.house.db.member.deleteMany({ where: { userId } }), undefined],
  ['a session', (userId: string) => team.house.db.session.deleteMany({ where: { userId } }), undefined],
  ['a person', (userId: string) => team.house.db.user.deleteMany({ where: { id: userId } }), undefined],
])('a change of %s, by whatever process, is heard at once', async (_what, change, after) => {
  const userId = await addMember('editor');
  const { ask } = await signIn(userId);
  await untilKept(ask);
  await change(userId);
  // Far below the time after which it would be asked again by itself.
  await expect.poll(async () => (await ask())?.membership?.role, { timeout: 1_000 }).toBe(after);
});

test('what this process changed is forgotten without waiting for the notice', async () => {
  const userId = await addMember('editor');
  const { ask } = await signIn(userId);
  await untilKept(ask);
  await team.house.db.member.updateMany({ where: { userId }, data: { role: 'reviewer' } });
  standings.forget();
  expect((await ask())?.membership?.role).toBe('reviewer');
});

test('an answer that was under way while something changed is not kept', async () => {
  const { ask } = await signIn(await addMember('editor'));
  await untilKept(ask);
  standings.forget();
  const slow = ask();
  standings.forget();
  await slow;
  const before = lookUps;
  await ask();
  expect(lookUps - before).toBe(1);
});

test('a refusal is not kept: whoever is let in is in', async () => {
  const userId = randomUUID();
  await team.house.db.user.create({ data: { id: userId, name: 'Somebody', email: `${userId}@example.com` } });
  const { ask } = await signIn(userId);
  expect((await ask())?.membership).toBeNull();
  await team.house.db.member.create({ data: { id: randomUUID(), organizationId: team.organizationId, userId, role: 'viewer' } });
  expect((await ask())?.membership?.role).toBe('viewer');
});
