import { expect, test } from 'vitest';
import { environmentDefault, environmentKey, environmentModels } from './environment-models.ts';

const idsOf = (env: Record<string, string>) => environmentModels(env).map(({ id, modelId }) => `${id} ${modelId}`);

test('nothing in the environment, nothing offered', () => {
  expect(environmentModels({})).toEqual([]);
  expect(environmentDefault({})).toBeNull();
  expect(environmentModels({ ANTHROPIC_API_KEY: '', PLUMBLINE_MODEL: 'anthropic/claude-opus-5' })).toEqual([]);
});

test('a key offers a connection, without being in it', () => {
  const env = {
    ANTHROPIC_API_KEY: 'sk-ant-0123456789',
    OPENAI_API_KEY: 'sk-oai-0123456789',
    GOOGLE_GENERATIVE_AI_API_KEY: 'AIza-0123456789',
  };
  expect(environmentModels(env).map(({ id }) => id)).toEqual(['env:anthropic', 'env:openai', 'env:google']);
  for (const key of Object.values(env)) expect(JSON.stringify(environmentModels(env))).not.toContain(key);
  expect(environmentModels(env)[0]?.keyHint).toBe('6789');
  expect(environmentDefault(env)).toBeNull();
});

test('PLUMBLINE_MODEL names the model and makes it the default', () => {
  const env = { ANTHROPIC_API_KEY: 'sk-ant-0123456789', PLUMBLINE_MODEL: 'anthropic/claude-opus-5' };
  expect(idsOf(env)).toEqual(['env:anthropic claude-opus-5']);
  expect(environmentDefault(env)).toBe('env:anthropic');
  expect(environmentDefault({ ...env, PLUMBLINE_MODEL: 'openai/gpt-5.6' })).toBeNull();
  expect(idsOf({ ...env, PLUMBLINE_MODEL: 'nonsense' })).toEqual(['env:anthropic claude-sonnet-5']);
});

test('a compatible server needs an address and a model, and no key', () => {
  const env = { PLUMBLINE_MODEL_URL: 'http://127.0.0.1:11434/v1', PLUMBLINE_MODEL: 'compatible/qwen3-coder:30b' };
  expect(environmentModels(env)).toMatchObject([
    { id: 'env:compatible', modelId: 'qwen3-coder:30b', baseUrl: env.PLUMBLINE_MODEL_URL, keyHint: null },
  ]);
  expect(environmentModels({ PLUMBLINE_MODEL_URL: env.PLUMBLINE_MODEL_URL })).toEqual([]);
  expect(environmentModels({ ...env, PLUMBLINE_MODEL_URL: 'not an address' })).toEqual([]);
});

test('AWS credentials alone offer nothing: they are there for other things', () => {
  const aws = { AWS_ACCESS_KEY_ID: 'AKIA0123456789', AWS_SECRET_ACCESS_KEY: 'secret/secret+secret', AWS_REGION: 'eu-central-1' };
  expect(environmentModels(aws)).toEqual([]);
  const env = { ...aws, PLUMBLINE_MODEL: 'bedrock/eu.anthropic.claude-sonnet-4-5-20250929-v1:0' };
  expect(environmentModels(env)).toMatchObject([{ id: 'env:bedrock', region: 'eu-central-1', keyHint: null }]);
  expect(environmentKey('bedrock', { ...env, AWS_BEARER_TOKEN_BEDROCK: 'abc' })).toBe('abc');
});
