import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { scriptedId } from './connection.ts';
import { environmentDefault } from './environment-models.ts';

export const removeModelInput = z.object({ id: z.uuid() });

/** Removes a connection and its key. Runs that were started with it keep their label, and cannot go on. */
export async function removeModel(ctx: Ctx, { id }: z.infer<typeof removeModelInput>): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const known = await tx.modelConnection.findFirst({ where: { id, organizationId: ctx.organizationId } });
    if (!known) throw new Failure('not_found', 'There is no such model connection in this organization.');
    await tx.modelConnection.delete({ where: { id } });
    await recordAudit(tx, ctx, { action: 'model.removed', subject: { kind: 'model', id, name: `${known.provider} ${known.modelId}` } });
  });
}

export const makeDefaultModelInput = z.object({ id: z.union([z.uuid(), z.literal(scriptedId), z.string().regex(/^env:[a-z]+$/)]) });

/**
 * Makes a model the one that runs are started with unless somebody chooses another. What is there without a connection of
 * the organization can be the default only by what the environment says: then the stored choice is taken back.
 */
export async function makeDefaultModel(ctx: Ctx, { id }: z.infer<typeof makeDefaultModelInput>): Promise<void> {
  const { db, organizationId } = ctx;
  const fallback = environmentDefault() ?? scriptedId;
  if (!z.uuid().safeParse(id).success && id !== fallback) {
    throw new Failure('invalid', 'Which built-in model is the default is set by PLUMBLINE_MODEL, where the server is started.');
  }
  await db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
    await tx.modelConnection.updateMany({ where: { organizationId, isDefault: true }, data: { isDefault: false } });
    const audited = { action: 'model.changed', subject: { kind: 'model', id, name: id }, after: { isDefault: true } } as const;
    if (id === fallback) return recordAudit(tx, ctx, audited);
    const { count } = await tx.modelConnection.updateMany({ where: { id, organizationId }, data: { isDefault: true } });
    if (count === 0) throw new Failure('not_found', 'There is no such model connection in this organization.');
    await recordAudit(tx, ctx, audited);
  });
}
