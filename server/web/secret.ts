import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BadSetting } from './settings.ts';

/**
 * The installation's secret of 32 bytes: signs sessions and encrypts keys at rest. From `PLUMBLINE_SECRET` (64 hex
 * digits; the same on every machine that shares a database), else made once and kept in the data folder, for us alone.
 */
export async function readSecret(dataPath: string, fromEnvironment: string | undefined): Promise<Uint8Array> {
  if (fromEnvironment !== undefined) {
    if (!/^[0-9a-f]{64}$/i.test(fromEnvironment)) throw new BadSetting('PLUMBLINE_SECRET must be 64 hexadecimal digits.');
    return Buffer.from(fromEnvironment, 'hex');
  }
  const path = join(dataPath, 'secret');
  await mkdir(dataPath, { recursive: true });
  try {
    // Exclusive: of two processes that start at once, one writes and the other reads what it wrote.
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(randomBytes(32).toString('hex'));
    await file.sync();
    await file.close();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
  }
  const text = (await readFile(path, 'utf8')).trim();
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new BadSetting(`${path} does not hold a secret. Put back the file from a backup: keys and sessions cannot be read without it.`);
  return Buffer.from(text, 'hex');
}
