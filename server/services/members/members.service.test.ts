import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTeam, type Team } from '#server/testing/team.ts';
import { acceptInvitation, inviteMember, readInvitation, revokeInvitation } from './invitations.ts';
import { listMembers, removeMember, setRole } from './members.ts';
import { createStartLink, ensureFirstOrganization, useStartLink } from './start-link.ts';

let team: Team;
beforeAll(async () => {
  team = await openTeam();
});
afterAll(() => team.close());

const addUser = async (email: string) => {
  const id = randomUUID();
  await team.house.db.user.create({ data: { id, name: email, email } });
  return id;
};

test('a start link signs the first owner in once', async () => {
  const { db } = team.house;
  await team.as('owner');
  const first = await ensureFirstOrganization(db);
  expect(first.isNew).toBe(false);
  const token = await createStartLink(db);
  const uses = await Promise.all([useStartLink(db, token), useStartLink(db, token), useStartLink(db, token)]);
  expect(uses.filter((use) => use !== null)).toEqual([{ userId: first.userId }]);
  expect(await useStartLink(db, 'guessed')).toBeNull();
});

test('a start link that is too old signs nobody in', async () => {
  const { db } = team.house;
  const token = await createStartLink(db);
  await db.startLink.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
  expect(await useStartLink(db, token)).toBeNull();
});

test('an empty database gets an organization with one owner, however often it is asked', async () => {
  const empty = await openTeam();
  try {
    await empty.house.db.organization.deleteMany();
    const first = await ensureFirstOrganization(empty.house.db);
    const second = await ensureFirstOrganization(empty.house.db);
    expect(first.isNew).toBe(true);
    expect(second).toEqual({ ...first, isNew: false });
  } finally {
    await empty.close();
  }
});

test('an invitation makes a member of its role, once', async () => {
  const owner = await team.as('owner');
  const { id } = await inviteMember(owner, { email: 'new@example.com', role: 'editor' });
  expect(await readInvitation(team.house.db, id)).toMatchObject({ email: 'new@example.com', role: 'editor', hasAccount: false });
  const userId = await addUser('new@example.com');
  await acceptInvitation(team.house.db, { id, userId });
  await expect(acceptInvitation(team.house.db, { id, userId })).rejects.toMatchObject({ code: 'not_found' });
  const { members } = await listMembers(owner);
  expect(members.filter((member) => member.userId === userId)).toMatchObject([{ role: 'editor' }]);
});

test('inviting the same person again closes the earlier link', async () => {
  const owner = await team.as('owner');
  const first = await inviteMember(owner, { email: 'twice@example.com', role: 'viewer' });
  const second = await inviteMember(owner, { email: 'twice@example.com', role: 'reviewer' });
  expect(await readInvitation(team.house.db, first.id)).toBeNull();
  expect(await readInvitation(team.house.db, second.id)).not.toBeNull();
  await revokeInvitation(owner, { invitationId: second.id });
  expect(await readInvitation(team.house.db, second.id)).toBeNull();
});

test('only an owner makes or unmakes an owner, and the last one stays', async () => {
  const owner = await team.as('owner');
  const admin = await team.as('admin');
  await expect(inviteMember(admin, { email: 'boss@example.com', role: 'owner' })).rejects.toMatchObject({ code: 'role_too_low' });
  const { members } = await listMembers(owner);
  const ownersId = members.find(({ role }) => role === 'owner')?.id ?? '';
  const adminsId = members.find(({ role }) => role === 'admin')?.id ?? '';
  await expect(setRole(admin, { memberId: adminsId, role: 'owner' })).rejects.toMatchObject({ code: 'role_too_low' });
  await expect(removeMember(admin, { memberId: ownersId })).rejects.toMatchObject({ code: 'role_too_low' });
  await expect(setRole(owner, { memberId: ownersId, role: 'viewer' })).rejects.toMatchObject({ code: 'last_owner' });
  await expect(removeMember(owner, { memberId: ownersId })).rejects.toMatchObject({ code: 'last_owner' });
});

test('of two owners who unmake each other at once, one stays', async () => {
  const owner = await team.as('owner');
  const { members } = await listMembers(owner);
  const first = members.find(({ role }) => role === 'owner')?.id ?? '';
  const second = members.find(({ role }) => role === 'admin')?.id ?? '';
  await setRole(owner, { memberId: second, role: 'owner' });
  const results = await Promise.allSettled([
    setRole(owner, { memberId: first, role: 'viewer' }),
    setRole(owner, { memberId: second, role: 'viewer' }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('members of another organization are out of reach', async () => {
  const owner = await team.as('owner');
  const { members } = await listMembers(owner);
  const elsewhere = { ...owner, organizationId: 'another' };
  await expect(removeMember(elsewhere, { memberId: members[0]?.id ?? '' })).rejects.toMatchObject({ code: 'not_found' });
});
