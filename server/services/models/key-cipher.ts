import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** Encrypts a key with AES-256-GCM for the row `id`: moved to another row it does not open. `secret` is 32 bytes. */
export function encryptKey(secret: Uint8Array, id: string, key: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', secret, iv).setAAD(Buffer.from(id));
  const sealed = Buffer.concat([cipher.update(key, 'utf8'), cipher.final()]);
  return ['v1', iv.toString('base64url'), cipher.getAuthTag().toString('base64url'), sealed.toString('base64url')].join('.');
}

/** Opens what `encryptKey` gave for the same secret and row. Null where it was changed, moved, or made with another secret. */
export function decryptKey(secret: Uint8Array, id: string, encrypted: string): string | null {
  const [version, iv, tag, sealed] = encrypted.split('.');
  if (version !== 'v1' || iv === undefined || tag === undefined || sealed === undefined) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', secret, Buffer.from(iv, 'base64url'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(id)).setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(sealed, 'base64url')), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
