import { z } from 'zod';
import { type Action, mayDo } from '#core/access/access.ts';
import { actionsOf, readScopes, type ScopeName, scopeNames, scopesOf } from '#core/access/scopes.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';

export const createKeyInput = z.object({
  name: z.string().trim().min(1).max(60),
  expiresInDays: z.number().int().min(1).max(365).nullable().default(90),
  /** Null for all that the owner's role may, now and later. */
  scopes: z.array(z.enum(scopeNames)).max(scopeNames.length).nullable().default(null),
});

export type MakeKey = (input: {
  userId: string;
  name: string;
  expiresInDays: number | null;
  /** What the key may do, out of what its owner may; null for all of it. */
  scopes: readonly Action[] | null;
}) => Promise<{ id: string; key: string }>;

/**
 * Makes an API key that acts as its owner, within its scopes. The key itself is given this once and never again. `role_too_low` for a call
 * that came with a key: it would outlive that key's end, and go beyond its scopes.
 */
export async function createKey(ctx: Ctx, { name, expiresInDays, scopes }: z.infer<typeof createKeyInput>, make: MakeKey) {
  if (ctx.isKey) throw new Failure('role_too_low', 'A key makes no keys. Sign in for that.');
  const made = await make({ userId: ctx.actor.userId, name, expiresInDays, scopes: scopes && actionsOf(scopes) });
  await ctx.db.$transaction((tx) =>
    recordAudit(tx, ctx, {
      action: 'key.made',
      subject: { kind: 'key', id: made.id, name },
      after: { expiresInDays, scopes: scopes ?? 'all' },
    }),
  );
  return made;
}

/** What the caller can make a key for: the scopes of which their role allows something. */
export function offeredScopes({ actor }: Ctx): ScopeName[] {
  return scopeNames.filter(
    (scope) => actionsOf([scope]).some((action) => mayDo(actor.role, action) && !actionsOf([]).includes(action)) || scope === 'read',
  );
}

/** The caller's own keys, without the secrets. */
export async function listKeys({ db, actor }: Ctx) {
  const keys = await db.apikey.findMany({ where: { referenceId: actor.userId }, orderBy: { createdAt: 'desc' } });
  return keys.map(({ id, name, start, createdAt, expiresAt, lastRequest, enabled, permissions }) => ({
    id,
    name,
    start,
    createdAt,
    expiresAt,
    lastUsedAt: lastRequest,
    isEnabled: enabled,
    /** Null for all that the owner may. */
    scopes: permissions === null ? null : scopesOf(readScopes(permissions)),
  }));
}

export const revokeKeyInput = z.object({ keyId: z.string().max(100) });

/** Ends one of the caller's own keys: no call is answered from now on, and live documents and streams opened with it close within a second. */
export async function revokeKey(ctx: Ctx, { keyId }: z.infer<typeof revokeKeyInput>) {
  await ctx.db.$transaction(async (tx) => {
    const key = await tx.apikey.findFirst({ where: { id: keyId, referenceId: ctx.actor.userId }, select: { name: true } });
    if (!key) throw new Failure('not_found', 'You have no such key.');
    await tx.apikey.delete({ where: { id: keyId } });
    await recordAudit(tx, ctx, { action: 'key.revoked', subject: { kind: 'key', id: keyId, name: key.name ?? keyId } });
  });
}
