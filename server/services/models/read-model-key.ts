import type { House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import type { Connection } from './connection.ts';
import { environmentKey } from './environment-models.ts';
import { decryptKey } from './key-cipher.ts';

/**
 * The key of a connection in clear, for the one call that needs it: never to be logged, stored or sent to a browser.
 * Null where the connection has none. Throws `model_not_set` where it cannot be opened with this installation's secret.
 */
export async function readModelKey(
  { db, secret }: Pick<House, 'db' | 'secret'>,
  organizationId: string,
  connection: Connection,
): Promise<string | null> {
  if (connection.source === 'environment') return environmentKey(connection.provider);
  const { id } = connection;
  const row = await db.modelConnection.findFirst({ where: { id, organizationId }, select: { encryptedKey: true } });
  if (!row?.encryptedKey) return null;
  const key = decryptKey(secret, id, row.encryptedKey);
  if (key === null)
    throw new Failure(
      'model_not_set',
      "This connection's key cannot be opened: the installation's secret has changed. Add the connection again.",
    );
  return key;
}
