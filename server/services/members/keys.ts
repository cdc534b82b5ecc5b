import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';

export const createKeyInput = z.object({
  name: z.string().trim().min(1).max(60),
  expiresInDays: z.number().int().min(1).max(365).nullable().default(90),
});

type MakeKey = (input: { userId: string; name: string; expiresInDays: number | null }) => Promise<{ id: string; key: string }>;

/** Makes an API key that acts as its owner. The key itself is given this once and never again. */
export async function createKey(ctx: Ctx, { name, expiresInDays }: z.infer<typeof createKeyInput>, make: MakeKey) {
  const made = await make({ userId: ctx.actor.userId, name, expiresInDays });
  await ctx.db.$transaction((tx) =>
    recordAudit(tx, ctx, { action: 'key.made', subject: { kind: 'key', id: made.id, name }, after: { expiresInDays } }),
  );
  return made;
}

/** The caller's own keys, without the secrets. */
export async function listKeys({ db, actor }: Ctx) {
  const keys = await db.apikey.findMany({ where: { referenceId: actor.userId }, orderBy: { createdAt: 'desc' } });
  return keys.map(({ id, name, start, createdAt, expiresAt, lastRequest, enabled }) => ({
    id,
    name,
    start,
    createdAt,
    expiresAt,
    lastUsedAt: lastRequest,
    isEnabled: enabled,
  }));
}

export const revokeKeyInput = z.object({ keyId: z.string().max(100) });

/** Ends one of the caller's own keys: no call is answered from now on, and live documents opened with it are closed within 20 s. */
export async function revokeKey(ctx: Ctx, { keyId }: z.infer<typeof revokeKeyInput>) {
  await ctx.db.$transaction(async (tx) => {
    const key = await tx.apikey.findFirst({ where: { id: keyId, referenceId: ctx.actor.userId }, select: { name: true } });
    if (!key) throw new Failure('not_found', 'You have no such key.');
    await tx.apikey.delete({ where: { id: keyId } });
    await recordAudit(tx, ctx, { action: 'key.revoked', subject: { kind: 'key', id: keyId, name: key.name ?? keyId } });
  });
}
