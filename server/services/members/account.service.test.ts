import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTeam, type Team } from '#server/testing/team.ts';
import { endSession, getAccount, type Passwords, type Person, setEmail, setPassword } from './account.ts';

/** Hashing is better-auth's; what is done with it is ours. */
const passwords: Passwords = {
  hash: (password) => Promise.resolve(`hash of ${password}`),
  verify: ({ hash, password }) => Promise.resolve(hash === `hash of ${password}`),
};
let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

async function newPerson(sessions = 1): Promise<Person> {
  const { db } = team.house;
  const userId = randomUUID();
  await db.user.create({ data: { id: userId, name: 'Mira', email: `${userId}@example.com` } });
  await db.member.create({ data: { id: randomUUID(), organizationId: team.organizationId, userId, role: 'editor' } });
  const ids = Array.from({ length: sessions }, () => randomUUID());
  for (const id of ids)
    await db.session.create({ data: { id, token: id, userId, expiresAt: new Date(Date.now() + 60_000), updatedAt: new Date() } });
  return { ...team.house, userId, name: 'Mira', sessionId: ids[0] ?? '', origin: 'test' };
}

test('the first password needs none before it, the next one does, and each ends the other sessions', async () => {
  const mira = await newPerson(3);
  expect(await getAccount(mira)).toMatchObject({ hasPassword: false, sessions: { length: 3 } });
  expect(await setPassword(mira, { current: '', password: 'the first one' }, passwords)).toEqual({ endedSessions: 2 });
  expect((await getAccount(mira)).sessions.map(({ isThis }) => isThis)).toEqual([true]);
  await expect(setPassword(mira, { current: 'a guess', password: 'another one' }, passwords)).rejects.toMatchObject({ code: 'invalid' });
  await setPassword(mira, { current: 'the first one', password: 'another one' }, passwords);
  await expect(setEmail(mira, { email: 'mira@example.com', password: 'the first one' }, passwords)).rejects.toMatchObject({
    code: 'invalid',
  });
  await setEmail(mira, { email: 'mira@example.com', password: 'another one' }, passwords);
  expect(await getAccount(mira)).toMatchObject({ email: 'mira@example.com', hasPassword: true });
  expect(await team.house.db.auditEntry.count({ where: { actorId: mira.userId, action: 'account.password-set' } })).toBe(2);
});

test('a password that many people have, or that is made of the account, is refused', async () => {
  const mira = await newPerson();
  for (const password of ['Manchester99', '1q2w3e4r5t', 'Plumbline!2026', 'miramiramira'])
    await expect(setPassword(mira, { current: '', password }, passwords), password).rejects.toMatchObject({ code: 'invalid' });
  expect(await getAccount(mira)).toMatchObject({ hasPassword: false });
});

test('five wrong passwords, also side by side, and the right one has to wait', async () => {
  const mira = await newPerson();
  await setPassword(mira, { current: '', password: 'the first one' }, passwords);
  const attempts = Array.from({ length: 8 }, () =>
    setPassword(mira, { current: 'a guess', password: 'another one' }, passwords).catch((cause: { code: string }) => cause.code),
  );
  const codes = await Promise.all(attempts);
  expect(codes.filter((code) => code === 'invalid')).toHaveLength(5);
  await expect(setPassword(mira, { current: 'the first one', password: 'another one' }, passwords)).rejects.toMatchObject({
    code: 'too_many',
  });
});

test('an address of somebody else, and a session of somebody else, are out of reach', async () => {
  const [mira, deniz] = [await newPerson(), await newPerson()];
  const { email } = await getAccount(deniz);
  await expect(setEmail(mira, { email, password: '' }, passwords)).rejects.toMatchObject({ code: 'invalid' });
  await expect(endSession(mira, { sessionId: deniz.sessionId })).rejects.toMatchObject({ code: 'not_found' });
  expect((await getAccount(deniz)).sessions).toHaveLength(1);
});
