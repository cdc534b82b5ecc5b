import { createHash } from 'node:crypto';

/** The sha256 of bytes, or of a text's UTF-8, as 64 lower-case hex digits. */
export function sha256Of(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
