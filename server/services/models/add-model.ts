import { z } from 'zod';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { readBedrockCredentials } from './bedrock-credentials.ts';
import { hintOf, modelProviders } from './connection.ts';
import { encryptKey } from './key-cipher.ts';

const baseUrl = z
  .url({ protocol: /^https?$/, error: 'An address begins with http:// or https://.' })
  .max(500)
  .refine(
    (text) => !URL.canParse(text) || new URL(text).username + new URL(text).password === '',
    'The key belongs in its own field, not in the address.',
  );

export const addModelInput = z
  .object({
    provider: z.enum(modelProviders),
    modelId: z.string().trim().min(1).max(200).regex(/^\S+$/, "A model's name has no spaces."),
    baseUrl: baseUrl.nullable().default(null),
    key: z.string().trim().min(1).max(8_000).nullable().default(null),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'A region looks like eu-central-1.')
      .nullable()
      .default(null),
  })
  .superRefine(({ provider, key, region, ...input }, check) => {
    const refuse = (path: string, message: string) => check.addIssue({ code: 'custom', path: [path], message });
    if (provider === 'compatible') {
      if (input.baseUrl === null) refuse('baseUrl', 'Say where this server is, such as http://127.0.0.1:11434/v1.');
      return;
    }
    // Never the environment's key: an address typed here would receive it.
    if (key === null) refuse('key', 'This provider needs a key.');
    if (provider !== 'bedrock') return;
    if (region === null) refuse('region', 'Bedrock needs a region, such as eu-central-1.');
    if (key !== null && readBedrockCredentials(key) === null) {
      refuse('key', 'This is neither a Bedrock API key nor the lines AWS_ACCESS_KEY_ID=... and AWS_SECRET_ACCESS_KEY=...');
    }
  });

/** Adds a connection; its key is encrypted before it is stored and is never given back. The first one becomes the default. */
export async function addModel(
  ctx: Ctx,
  { key, provider, modelId, baseUrl, region }: z.infer<typeof addModelInput>,
): Promise<{ id: string }> {
  const { db, secret, organizationId, actor } = ctx;
  const id = uuidv7();
  const sealed = key === null ? {} : { encryptedKey: encryptKey(secret, id, key), keyHint: keyHint(key) };
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
    const isDefault = (await tx.modelConnection.count({ where: { organizationId } })) === 0;
    // Field by field: what else a door passes along is not for the database.
    const connection = { provider, modelId, baseUrl, region };
    await tx.modelConnection.create({ data: { id, organizationId, ...connection, ...sealed, isDefault, createdById: actor.userId } });
    const subject = { kind: 'model', id, name: `${provider} ${modelId}` };
    await recordAudit(tx, ctx, { action: 'model.added', subject, after: { baseUrl, region, hasKey: key !== null, isDefault } });
  });
  return { id };
}

function keyHint(key: string): string | null {
  const credentials = key.includes('AWS_') ? readBedrockCredentials(key) : null;
  return hintOf(credentials?.kind === 'access-key' ? credentials.accessKeyId : key);
}
