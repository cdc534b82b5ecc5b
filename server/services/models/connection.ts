/** What a connection speaks. The same words as the database's. */
export const modelProviders = ['anthropic', 'openai', 'google', 'bedrock', 'compatible'] as const;
export type ModelProvider = (typeof modelProviders)[number];

/** The id of the model that plays a script and needs no connection. */
export const scriptedId = 'scripted';
export const scriptedLabel = 'Scripted (not a model)';

/** How to reach a model, without the key. */
export type Connection = {
  /** The row's id, or `env:<provider>`. */
  id: string;
  source: 'environment' | 'stored';
  provider: ModelProvider;
  /** The provider's own name of the model. */
  modelId: string;
  baseUrl: string | null;
  region: string | null;
  /** The last four characters of the key, to tell keys apart. */
  keyHint: string | null;
};

const providerNames: Record<ModelProvider, string> = {
  anthropic: 'Anthropic',
  openai: 'OpenAI',
  google: 'Google',
  bedrock: 'Amazon Bedrock',
  compatible: 'Compatible',
};

/** What people read: who and which, and where it is not the usual place. */
export function labelOf({ provider, modelId, baseUrl }: Pick<Connection, 'provider' | 'modelId' | 'baseUrl'>): string {
  if (provider === 'compatible' && baseUrl) return `${modelId} at ${new URL(baseUrl).host}`;
  return `${providerNames[provider]} ${modelId}`;
}

/** The last four characters, where enough is left to be a secret. */
export function hintOf(key: string): string | null {
  return key.length >= 12 ? key.slice(-4) : null;
}
