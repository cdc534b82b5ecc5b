import { z } from 'zod';
import { decryptKey, encryptKey } from '#server/services/models/key-cipher.ts';

/** Lines such as `NAME=value` as somebody typed them. Empty lines and lines that begin with `#` are left out. */
export const secretLines = z
  .string()
  .max(16_000)
  .default('')
  .transform((text, check) => {
    const secrets: Record<string, string> = {};
    for (const line of text.split(/\r?\n/)) {
      if (line.trim() === '' || line.startsWith('#')) continue;
      const [, name, value] = /^\s*([A-Za-z_][\w-]*)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
      if (!name || !value) {
        check.addIssue({ code: 'custom', message: 'Write one NAME=value in each line.' });
        return z.NEVER;
      }
      secrets[name] = value;
    }
    return secrets;
  });

/** Values by name, encrypted for the row `id`; null where there are none. */
export function sealSecrets(secret: Uint8Array, id: string, secrets: Record<string, string>): string | null {
  return Object.keys(secrets).length === 0 ? null : encryptKey(secret, id, JSON.stringify(secrets));
}

/** What `sealSecrets` gave, in clear: for the one program that needs it. Null where it cannot be opened with this installation's secret. */
export function openSecrets(secret: Uint8Array, id: string, sealed: string | null): Record<string, string> | null {
  if (sealed === null) return {};
  const text = decryptKey(secret, id, sealed);
  return text === null ? null : z.record(z.string(), z.string()).parse(JSON.parse(text));
}
