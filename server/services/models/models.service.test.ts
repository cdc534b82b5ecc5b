import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { openTeam, type Team } from '#server/testing/team.ts';
import { addModel, addModelInput } from './add-model.ts';
import { makeDefaultModel, removeModel } from './change-models.ts';
import { findConnection } from './find-connection.ts';
import { listModels, modelLabel } from './list-models.ts';
import { readModelKey } from './read-model-key.ts';

const key = 'sk-ant-api03-very-secret-0123';
let team: Team;
let other: Team;
let ctx: Ctx;
beforeAll(async () => {
  [team, other] = await Promise.all([openTeam(), openTeam()]);
  ctx = await team.as('admin');
  // A developer's own keys must not change what the tests see.
  for (const name of ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY', 'PLUMBLINE_MODEL', 'PLUMBLINE_MODEL_URL'])
    vi.stubEnv(name, '');
});
afterEach(() => ctx.db.modelConnection.deleteMany());
afterAll(async () => {
  vi.unstubAllEnvs();
  await Promise.all([team.close(), other.close()]);
});

const add = (input: z.input<typeof addModelInput>) => addModel(ctx, addModelInput.parse(input));
const defaultOf = async () => (await listModels(ctx)).find(({ isDefault }) => isDefault)?.id;
const anthropic = { provider: 'anthropic', modelId: 'claude-sonnet-5', key } as const;

test('without a connection there is the scripted model, which says that it is none', async () => {
  expect(await listModels(ctx)).toEqual([
    expect.objectContaining({ id: 'scripted', label: 'Scripted (not a model)', source: 'built-in', isDefault: true }),
  ]);
});

test('a key goes in and never comes out, but to the one call that needs it', async () => {
  const { id } = await add(anthropic);
  const listed = await listModels(ctx);
  expect(listed[1]).toMatchObject({ id, label: 'Anthropic claude-sonnet-5', source: 'stored', keyHint: '0123', isDefault: true });
  const row = await ctx.db.modelConnection.findUniqueOrThrow({ where: { id } });
  for (const shown of [listed, row]) expect(JSON.stringify(shown)).not.toContain('very-secret');
  const connection = await findConnection(ctx, ctx.organizationId, id);
  expect(connection && (await readModelKey(ctx, ctx.organizationId, connection))).toBe(key);
});

test('a key moved to another row, or under another secret, does not open', async () => {
  const [one, two] = [await add(anthropic), await add({ ...anthropic, key: 'sk-another-key-4567' })];
  const { encryptedKey } = await ctx.db.modelConnection.findUniqueOrThrow({ where: { id: one.id } });
  await ctx.db.modelConnection.update({ where: { id: two.id }, data: { encryptedKey } });
  const [first, second] = await Promise.all([one, two].map(({ id }) => findConnection(ctx, ctx.organizationId, id)));
  if (!first || !second) throw new Error('Both connections were just added.');
  await expect(readModelKey(ctx, ctx.organizationId, second)).rejects.toMatchObject({ code: 'model_not_set' });
  const elsewhere = { db: ctx.db, secret: new Uint8Array(32).fill(9) };
  await expect(readModelKey(elsewhere, ctx.organizationId, first)).rejects.toMatchObject({ code: 'model_not_set' });
});

test('one is the default: the first, then the chosen one, then what is left without it', async () => {
  const [one, two] = [await add(anthropic), await add({ ...anthropic, modelId: 'claude-opus-5' })];
  expect(await defaultOf()).toBe(one.id);
  await makeDefaultModel(ctx, { id: two.id });
  expect(await defaultOf()).toBe(two.id);
  await removeModel(ctx, { id: two.id });
  expect(await defaultOf()).toBe('scripted');
  await makeDefaultModel(ctx, { id: one.id });
  await makeDefaultModel(ctx, { id: 'scripted' });
  expect(await defaultOf()).toBe('scripted');
  await expect(makeDefaultModel(ctx, { id: 'env:openai' })).rejects.toMatchObject({ code: 'invalid' });
});

test('a default that does not exist changes nothing', async () => {
  const { id } = await add(anthropic);
  await expect(makeDefaultModel(ctx, { id: '00000000-0000-7000-8000-000000000000' })).rejects.toMatchObject({ code: 'not_found' });
  expect(await defaultOf()).toBe(id);
});

test('many added at once make one default', async () => {
  await Promise.all(Array.from({ length: 8 }, () => add(anthropic)));
  expect(await ctx.db.modelConnection.count({ where: { isDefault: true } })).toBe(1);
});

test('another organization does not see, name, choose or remove it', async () => {
  const { id } = await add(anthropic);
  const organizationId = 'somebody-else';
  await ctx.db.organization.create({ data: { id: organizationId, slug: 'else', name: 'Else' } });
  const stranger: Ctx = { ...ctx, organizationId };
  expect(await listModels(stranger)).toHaveLength(1);
  await expect(modelLabel(stranger, id)).rejects.toMatchObject({ code: 'model_not_set' });
  await expect(removeModel(stranger, { id })).rejects.toMatchObject({ code: 'not_found' });
  await expect(makeDefaultModel(stranger, { id })).rejects.toMatchObject({ code: 'not_found' });
  expect(await defaultOf()).toBe(id);
});

test('labels say who and which', async () => {
  const { id } = await add({ provider: 'compatible', modelId: 'qwen3-coder', baseUrl: 'http://127.0.0.1:11434/v1' });
  expect(await modelLabel(ctx, id)).toBe('qwen3-coder at 127.0.0.1:11434');
  expect(await modelLabel(ctx, 'scripted')).toBe('Scripted (not a model)');
  for (const unknown of ['env:openai', 'nonsense', "'; --"])
    await expect(modelLabel(ctx, unknown)).rejects.toMatchObject({ code: 'model_not_set' });
});

test('connections of the environment are listed before those of the organization', async () => {
  vi.stubEnv('ANTHROPIC_API_KEY', key);
  try {
    await add(anthropic);
    const listed = await listModels(ctx);
    expect(listed.map(({ source }) => source)).toEqual(['built-in', 'environment', 'stored']);
    expect(JSON.stringify(listed)).not.toContain('very-secret');
    expect(await modelLabel(ctx, 'env:anthropic')).toBe('Anthropic claude-sonnet-5');
  } finally {
    vi.stubEnv('ANTHROPIC_API_KEY', '');
  }
});

test.each([
  [{ ...anthropic, key: null }, 'key'],
  [{ provider: 'openai', modelId: 'gpt-5.6' }, 'key'],
  [{ provider: 'compatible', modelId: 'x' }, 'baseUrl'],
  [{ ...anthropic, baseUrl: 'ftp://example.com' }, 'baseUrl'],
  [{ ...anthropic, baseUrl: 'https://me:secret@example.com' }, 'baseUrl'],
  [{ ...anthropic, modelId: 'two words' }, 'modelId'],
  [{ provider: 'bedrock', modelId: 'x', key: 'word' }, 'region'],
  [{ provider: 'bedrock', modelId: 'x', key: 'AWS_ACCESS_KEY_ID=AKIA', region: 'eu-central-1' }, 'key'],
  [{ provider: 'bedrock', modelId: 'x', key: 'word', region: 'somewhere' }, 'region'],
])('what cannot work is refused with its field: %j', (input, field) => {
  const parsed = addModelInput.safeParse(input);
  expect(parsed.error?.issues.map(({ path }) => path[0])).toContain(field);
});
