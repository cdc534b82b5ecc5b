import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { isExternalAgent, listExternalAgents, openExternalAgent } from '#server/services/external-agents/external-agents.ts';
import { labelOf, type ModelProvider, scriptedId, scriptedLabel } from './connection.ts';
import { environmentDefault, environmentModels } from './environment-models.ts';
import { connectionColumns, findConnection } from './find-connection.ts';

/** A model that a run can be started with. Never holds a key. */
export type ListedModel = {
  id: string;
  label: string;
  source: 'built-in' | 'environment' | 'stored' | 'external';
  /** Null for the scripted model, and for an external agent. */
  provider: ModelProvider | null;
  modelId: string | null;
  baseUrl: string | null;
  region: string | null;
  keyHint: string | null;
  isDefault: boolean;
};

/** Everything a run can be started with: the scripted model, what the environment gives, what the organization has set; one is the default. */
export async function listModels(ctx: Pick<Ctx, 'db' | 'organizationId'>): Promise<ListedModel[]> {
  const { db, organizationId } = ctx;
  const rows = await db.modelConnection.findMany({ where: { organizationId }, orderBy: { createdAt: 'asc' }, select: connectionColumns });
  const chosen = rows.find(({ isDefault }) => isDefault)?.id ?? environmentDefault() ?? scriptedId;
  const nothing = { provider: null, modelId: null, baseUrl: null, region: null, keyHint: null };
  const scripted: ListedModel = { id: scriptedId, label: scriptedLabel, source: 'built-in', ...nothing, isDefault: false };
  const connections = [...environmentModels(), ...rows.map(({ isDefault: _, ...row }) => ({ ...row, source: 'stored' as const }))].map(
    (connection): ListedModel => ({ ...connection, label: labelOf(connection), isDefault: false }),
  );
  const agents = (await listExternalAgents(ctx)).map(
    ({ model: id, label }): ListedModel => ({ id, label, source: 'external', ...nothing, isDefault: false }),
  );
  return [scripted, ...connections, ...agents].map((model) => ({ ...model, isDefault: model.id === chosen }));
}

/** What people read for a model's id. Throws `model_not_set` where there is no such model (any more). */
export async function modelLabel(ctx: Pick<Ctx, 'db' | 'secret' | 'organizationId'>, id: string): Promise<string> {
  if (id === scriptedId) return scriptedLabel;
  if (isExternalAgent(id)) return (await openExternalAgent(ctx, ctx.organizationId, id)).label;
  const connection = await findConnection(ctx, ctx.organizationId, id);
  if (!connection) throw new Failure('model_not_set', 'There is no such model connection. Choose another one in Settings.');
  return labelOf(connection);
}
