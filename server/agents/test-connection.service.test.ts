import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addModel, addModelInput } from '#server/services/models/add-model.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { openModel } from './open-model.ts';
import { testConnection } from './test-connection.ts';
import { containing, fitting } from './testing/matching.ts';
import { type ProviderDouble, startProviderDouble } from './testing/provider-double.ts';

const key = 'sk-ant-api03-very-secret-0123';
let team: Team;
let double: ProviderDouble;
beforeAll(async () => {
  [team, double] = await Promise.all([openTeam(), startProviderDouble()]);
});
afterAll(() => Promise.all([team.close(), double.close()]));

async function addDouble(provider: 'anthropic' | 'openai' | 'google' | 'compatible') {
  const wire = ({ anthropic: 'anthropic', openai: 'responses', google: 'google', compatible: 'chat' } as const)[provider];
  const ctx = await team.as('admin');
  const { id } = await addModel(ctx, addModelInput.parse({ provider, modelId: 'double-1', key, baseUrl: double.urls[wire] }));
  return id;
}

const check = (model: string) => testConnection(team.house, { organizationId: team.organizationId, model });

test.each(['anthropic', 'openai', 'google', 'compatible'] as const)(
  'a connection to %s that works says what it took, with the stored key',
  async (provider) => {
    const id = await addDouble(provider);
    double.behave({ kind: 'answers', answer: { text: 'ready', calls: [] } });
    expect(await check(id)).toEqual({ ok: true, sentence: fitting(/ answered in \d+\.\d s \(210 tokens in, 42 out\)\.$/) });
    expect(JSON.stringify(double.requests.at(-1)?.headers)).toContain(key);
  },
);

test('one that does not says why, without the key', async () => {
  const id = await addDouble('anthropic');
  const error = { type: 'authentication_error', message: `invalid x-api-key ${key}` };
  double.behave({ kind: 'says', status: 401, body: JSON.stringify({ type: 'error', error }) });
  expect(await check(id)).toEqual({ ok: false, sentence: 'The provider refused the key (HTTP 401).' });
  double.behave({ kind: 'says', status: 400, body: JSON.stringify({ type: 'error', error }) });
  expect((await check(id)).sentence).not.toContain('very-secret');
});

test('no connection, and the scripted one, are sentences too', async () => {
  expect(await check('scripted')).toMatchObject({ ok: true, sentence: containing('not a model') });
  expect(await check('env:bedrock')).toMatchObject({ ok: false });
  expect(await check('00000000-0000-7000-8000-000000000000')).toMatchObject({ ok: false });
  const stranger = await testConnection(team.house, { organizationId: 'else', model: await addDouble('openai') });
  expect(stranger.ok).toBe(false);
});

test("a connection never borrows the environment's key", async () => {
  vi.stubEnv('ANTHROPIC_API_KEY', 'sk-of-the-server-itself');
  try {
    const id = await addDouble('anthropic');
    await team.house.db.modelConnection.update({ where: { id }, data: { encryptedKey: null } });
    const before = double.requests.length;
    expect(await check(id)).toEqual({ ok: false, sentence: 'This connection has no key. Add it again in Settings.' });
    expect(double.requests.length).toBe(before);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('the scripted model is opened with the play of its task', async () => {
  const { label } = await openModel(team.house, {
    organizationId: team.organizationId,
    model: 'scripted',
    brief: { specSlug: 'order-pricing', taskId: '3.1' },
  });
  expect(label).toBe('Scripted (not a model)');
});
