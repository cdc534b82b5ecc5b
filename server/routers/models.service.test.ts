import { expect, test } from 'vitest';
import { findMembership } from '#server/auth/identify.ts';
import { openTeam } from '#server/testing/team.ts';
import { createCaller } from './app-router.ts';

test('a model is added through the door, and its key does not come back', async () => {
  const team = await openTeam();
  try {
    const { actor } = await team.as('owner');
    const identity = {
      userId: actor.userId,
      name: actor.name,
      email: 'owner@example.com',
      credential: { kind: 'session' as const, id: 'session' },
    };
    const caller = createCaller({
      house: team.house,
      identify: () => Promise.resolve(identity),
      standing: async (slug) => ({ identity, membership: await findMembership(team.house.pool, actor.userId, slug) }),
      doors: {
        testConnection: () => Promise.reject(new Error('none')),
        createApiKey: () => Promise.reject(new Error('none')),
        passwords: { hash: () => Promise.reject(new Error('none')), verify: () => Promise.resolve(false) },
      },
    });
    const key = 'sk-0123456789-abcdef';
    await caller.models.add({
      organization: 'team',
      provider: 'compatible',
      modelId: 'coder-1',
      baseUrl: 'http://127.0.0.1:9/v1',
      key,
      region: null,
    });
    const models = await caller.models.list({ organization: 'team' });
    expect(models.map(({ label }) => label)).toContain('coder-1 at 127.0.0.1:9');
    expect(JSON.stringify(models)).not.toContain(key);
  } finally {
    await team.close();
  }
});
