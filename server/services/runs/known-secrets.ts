import type { House } from '#server/context.ts';
import { openSecrets } from '#server/services/external-agents/secret-lines.ts';
import { findConnection } from '#server/services/models/find-connection.ts';
import { readModelKey } from '#server/services/models/read-model-key.ts';

/**
 * The values of all secrets that a run could come upon: its model's key, the variables of the organization's agents, the secrets of the project's
 * servers of tools. For the one purpose of keeping them out of what is written; what cannot be opened any more cannot come out either.
 */
export async function knownSecrets(house: House, run: { organizationId: string; projectId: string; model: string }): Promise<string[]> {
  const { db, secret } = house;
  const [agents, servers, connection] = await Promise.all([
    db.externalAgent.findMany({ where: { organizationId: run.organizationId }, select: { id: true, encryptedEnv: true } }),
    db.mcpServer.findMany({ where: { projectId: run.projectId }, select: { id: true, encryptedSecrets: true } }),
    findConnection(house, run.organizationId, run.model),
  ]);
  const sealed = [
    ...agents.map(({ id, encryptedEnv }) => ({ id, text: encryptedEnv })),
    ...servers.map(({ id, encryptedSecrets }) => ({ id, text: encryptedSecrets })),
  ];
  const values = sealed.flatMap(({ id, text }) => Object.values(openSecrets(secret, id, text) ?? {}));
  const key = connection ? await readModelKey(house, run.organizationId, connection).catch(() => null) : null;
  return [...values, ...(key?.split(/[\s=]+/) ?? [])].filter((value) => value.length >= 8);
}
