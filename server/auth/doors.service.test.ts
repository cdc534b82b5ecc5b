import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { inviteMember } from '#server/services/members/invitations.ts';
import { openTeam } from '#server/testing/team.ts';
import { createAuth } from './auth.ts';

test('an invitation makes an account with a password, and never gives one to an account that has none', async () => {
  const team = await openTeam();
  try {
    const { db } = team.house;
    const auth = createAuth({ ...team.house, secret: 'a'.repeat(64), publicUrl: 'http://127.0.0.1:3000' });
    const accept = (id: string) =>
      auth.handler(
        new Request('http://127.0.0.1:3000/api/auth/accept-invitation', {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: 'http://127.0.0.1:3000' },
          body: JSON.stringify({ id, name: 'Somebody', password: 'correct horse battery' }),
        }),
      );
    const admin = await team.as('admin');

    await db.user.create({ data: { id: randomUUID(), name: 'Owner elsewhere', email: 'elsewhere@example.com' } });
    const trap = await inviteMember(admin, { email: 'elsewhere@example.com', role: 'viewer' });
    expect((await accept(trap.id)).status).toBe(403);
    expect(await db.account.count()).toBe(0);

    const fresh = await inviteMember(admin, { email: 'fresh@example.com', role: 'viewer' });
    expect(await (await accept(fresh.id)).json()).toEqual({ organization: 'team' });
    expect(await db.account.count({ where: { providerId: 'credential' } })).toBe(1);
  } finally {
    await team.close();
  }
});
