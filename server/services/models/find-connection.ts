import type { House } from '#server/context.ts';
import type { Connection } from './connection.ts';
import { environmentModels } from './environment-models.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The columns that may leave this folder: everything but the key. */
export const connectionColumns = {
  id: true,
  provider: true,
  modelId: true,
  baseUrl: true,
  region: true,
  keyHint: true,
  isDefault: true,
} as const;

/** A connection of the environment or of the organization, by its id. */
export async function findConnection({ db }: Pick<House, 'db'>, organizationId: string, id: string): Promise<Connection | undefined> {
  if (id.startsWith('env:')) return environmentModels().find((model) => model.id === id);
  if (!uuid.test(id)) return undefined;
  const row = await db.modelConnection.findFirst({ where: { id, organizationId }, select: connectionColumns });
  if (!row) return undefined;
  const { isDefault: _, ...connection } = row;
  return { ...connection, source: 'stored' };
}
