import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV4, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import { type LanguageModel, wrapLanguageModel } from 'ai';
import type { House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { readBedrockCredentials } from '#server/services/models/bedrock-credentials.ts';
import { type Connection, labelOf, scriptedId, scriptedLabel } from '#server/services/models/connection.ts';
import { findConnection } from '#server/services/models/find-connection.ts';
import { readModelKey } from '#server/services/models/read-model-key.ts';
import type { TaskBrief } from './agent.ts';
import { toModelFailure } from './model-failure.ts';
import { findPlay, scriptedModel } from './scripted-model.ts';

type OpenModel = { organizationId: string; model: string; brief: Pick<TaskBrief, 'specSlug' | 'taskId'> | null };

/**
 * Opens the model that a run names: `scripted`, an `env:<provider>` or the id of a stored connection. Opening calls nobody.
 * Its errors are `ModelFailure`s already, without the key. Throws `model_not_set` where there is no such connection or no key.
 */
export async function openModel(
  house: Pick<House, 'db' | 'secret'>,
  { organizationId, model, brief }: OpenModel,
): Promise<{ model: LanguageModel; label: string }> {
  if (model === scriptedId) {
    return { model: scriptedModel(brief && findPlay(brief.specSlug, brief.taskId)), label: scriptedLabel };
  }
  const connection = await findConnection(house, organizationId, model);
  if (!connection) throw new Failure('model_not_set', 'There is no such model connection any more. Choose another one in Settings.');
  const key = await readModelKey(house, organizationId, connection);
  return { model: connect(connection, key), label: labelOf(connection) };
}

/** The model behind a connection, with `key` kept out of its errors. */
export function connect(connection: Connection, key: string | null): LanguageModelV4 {
  return withoutSecrets(openProvider(connection, key), secretsOf(key));
}

/** A redirect would take the key along to wherever it points. */
const fetchWithoutRedirects: typeof fetch = (input, init) => fetch(input, { ...init, redirect: 'error' });

function openProvider({ provider, modelId, baseUrl, region }: Connection, key: string | null): LanguageModelV4 {
  const common = { ...(baseUrl && { baseURL: baseUrl }), fetch: fetchWithoutRedirects };
  if (provider === 'compatible') {
    if (!baseUrl) throw new Failure('model_not_set', 'This connection has no address.');
    return createOpenAICompatible({ name: 'compatible', ...common, baseURL: baseUrl, ...(key && { apiKey: key }), includeUsage: true })(
      modelId,
    );
  }
  // Providers look for a missing key in the environment; a connection must not borrow one.
  if (!key) throw new Failure('model_not_set', 'This connection has no key. Add it again in Settings.');
  switch (provider) {
    case 'anthropic':
      return createAnthropic({ ...common, apiKey: key })(modelId);
    case 'openai':
      return createOpenAI({ ...common, apiKey: key })(modelId);
    case 'google':
      return createGoogle({ ...common, apiKey: key })(modelId);
    case 'bedrock': {
      const credentials = readBedrockCredentials(key);
      if (!credentials) throw new Failure('model_not_set', 'The credentials of this connection cannot be read. Add it again in Settings.');
      const place = { ...common, ...(region && { region }) };
      if (credentials.kind === 'api-key') return createAmazonBedrock({ ...place, apiKey: credentials.apiKey })(modelId);
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      // An empty API key keeps the one of the environment from taking the place of the access key.
      return createAmazonBedrock({ ...place, apiKey: '', accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) })(modelId);
    }
  }
}

function secretsOf(key: string | null): string[] {
  if (!key) return [];
  const credentials = key.includes('AWS_') ? readBedrockCredentials(key) : null;
  if (credentials?.kind !== 'access-key') return [key];
  return [credentials.secretAccessKey, credentials.sessionToken ?? '', credentials.accessKeyId];
}

function withoutSecrets(model: LanguageModelV4, secrets: string[]): LanguageModelV4 {
  return wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      wrapStream: async ({ doStream, params }) => {
        try {
          const { stream, ...rest } = await doStream();
          const redacting = new TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart>({
            transform: (part, controller) =>
              controller.enqueue(part.type === 'error' ? { type: 'error', error: toModelFailure(part.error, secrets) } : part),
          });
          return { ...rest, stream: stream.pipeThrough(redacting) };
        } catch (error) {
          params.abortSignal?.throwIfAborted();
          throw toModelFailure(error, secrets);
        }
      },
    },
  });
}
