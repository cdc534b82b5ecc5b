import { z } from 'zod';

/** How Bedrock is signed in to: a Bedrock API key, or an access key of AWS. */
export type BedrockCredentials =
  | { kind: 'api-key'; apiKey: string }
  | { kind: 'access-key'; accessKeyId: string; secretAccessKey: string; sessionToken: string | null };

const lines = z.object({
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  AWS_SESSION_TOKEN: z.string().min(1).optional(),
});

/**
 * Reads what people paste: a Bedrock API key, or the lines `AWS_ACCESS_KEY_ID=...`, `AWS_SECRET_ACCESS_KEY=...` and perhaps
 * `AWS_SESSION_TOKEN=...` as AWS shows them, with or without `export` and quotes. Null if it is neither.
 */
export function readBedrockCredentials(text: string): BedrockCredentials | null {
  if (!text.includes('AWS_')) return /^\S+$/.test(text) ? { kind: 'api-key', apiKey: text } : null;
  const pairs = text.matchAll(/^\s*(?:export\s+)?(AWS_[A-Z_]+)\s*=\s*(["']?)(.*?)\2\s*$/gm);
  const read = lines.safeParse(Object.fromEntries([...pairs].map(([, name, , value]) => [name, value])));
  if (!read.success) return null;
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken } = read.data;
  return { kind: 'access-key', accessKeyId, secretAccessKey, sessionToken: sessionToken ?? null };
}
