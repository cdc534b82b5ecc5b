import { type Connection, hintOf, type ModelProvider, modelProviders } from './connection.ts';

type Environment = Record<string, string | undefined>;

/** Used where the environment gives a key and names no model. Bedrock and compatible servers have no usual one. */
const usualModels: Record<ModelProvider, string | null> = {
  anthropic: 'claude-sonnet-5',
  openai: 'gpt-5.6',
  google: 'gemini-3.8-flash',
  bedrock: null,
  compatible: null,
};

/**
 * The connections that the environment of the process gives, as `docs/models.md` lists its variables. They belong to
 * whoever runs the process and are offered to every organization on it.
 */
export function environmentModels(env: Environment = process.env): Connection[] {
  const named = namedModel(env);
  return modelProviders.flatMap((provider): Connection[] => {
    const modelId = named?.provider === provider ? named.modelId : usualModels[provider];
    if (modelId === null || !isReachable(provider, env)) return [];
    const key = environmentKey(provider, env);
    return [
      {
        id: `env:${provider}`,
        source: 'environment',
        provider,
        modelId,
        baseUrl: environmentBaseUrl(provider, env),
        region: provider === 'bedrock' ? (env.AWS_REGION ?? null) : null,
        // Of several lines the last is no secret to tell apart by.
        keyHint: key && !key.includes('\n') ? hintOf(key) : null,
      },
    ];
  });
}

/** The id of the connection that `PLUMBLINE_MODEL` makes the default; null if it names none, or one that is not there. */
export function environmentDefault(env: Environment = process.env): string | null {
  const named = namedModel(env);
  const id = named && `env:${named.provider}`;
  return environmentModels(env).some((model) => model.id === id) ? id : null;
}

/** The key for a provider, in the form in which people would type it into Settings. */
export function environmentKey(provider: ModelProvider, env: Environment = process.env): string | null {
  switch (provider) {
    case 'anthropic':
      return env.ANTHROPIC_API_KEY || null;
    case 'openai':
      return env.OPENAI_API_KEY || null;
    case 'google':
      return env.GOOGLE_GENERATIVE_AI_API_KEY || null;
    case 'compatible':
      return env.PLUMBLINE_MODEL_KEY || null;
    case 'bedrock': {
      if (env.AWS_BEARER_TOKEN_BEDROCK) return env.AWS_BEARER_TOKEN_BEDROCK;
      const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
      return env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY
        ? names.flatMap((name) => (env[name] ? [`${name}=${env[name]}`] : [])).join('\n')
        : null;
    }
  }
}

function isReachable(provider: ModelProvider, env: Environment): boolean {
  if (provider === 'compatible') return environmentBaseUrl(provider, env) !== null;
  return environmentKey(provider, env) !== null;
}

function environmentBaseUrl(provider: ModelProvider, env: Environment): string | null {
  const names: Record<ModelProvider, string> = {
    anthropic: 'ANTHROPIC_BASE_URL',
    openai: 'OPENAI_BASE_URL',
    google: 'GOOGLE_BASE_URL',
    bedrock: 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
    compatible: 'PLUMBLINE_MODEL_URL',
  };
  const value = env[names[provider]];
  return value && URL.canParse(value) ? value : null;
}

/** `PLUMBLINE_MODEL=anthropic/claude-sonnet-5`: everything after the first slash is the model's name. */
function namedModel(env: Environment): { provider: ModelProvider; modelId: string } | null {
  const [, name, modelId] = /^([a-z]+)\/(\S+)$/.exec(env.PLUMBLINE_MODEL ?? '') ?? [];
  const provider = modelProviders.find((known) => known === name);
  return provider && modelId ? { provider, modelId } : null;
}
