import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Db } from '#server/db/client.ts';

const validMinutes = 60;
const hash = (token: string) => createHash('sha256').update(token).digest('hex');

/** Makes a sign-in link's token: works once, within an hour. Only its hash is kept. */
export async function createStartLink(db: Db): Promise<string> {
  const token = randomBytes(24).toString('base64url');
  await db.startLink.create({ data: { tokenSha256: hash(token), expiresAt: new Date(Date.now() + validMinutes * 60_000) } });
  return token;
}

/**
 * Spends a start link and gives the user that it signs in: the oldest owner of the first organization. Null when it
 * is unknown, spent or too old. Spending is one statement, so that two browsers cannot both get in.
 */
export async function useStartLink(db: Db, token: string): Promise<{ userId: string } | null> {
  const { count } = await db.startLink.updateMany({
    where: { tokenSha256: hash(token), usedAt: null, expiresAt: { gt: new Date() } },
    data: { usedAt: new Date() },
  });
  if (count !== 1) return null;
  return db.member.findFirst({ where: { role: 'owner' }, orderBy: { createdAt: 'asc' }, select: { userId: true } });
}

/** Makes the first organization with an owner who has no password yet, unless there is one. Safe to call at every start. */
export async function ensureFirstOrganization(db: Db): Promise<{ organizationId: string; userId: string; isNew: boolean }> {
  const existing = await db.member.findFirst({ where: { role: 'owner' }, orderBy: { createdAt: 'asc' } });
  if (existing) return { organizationId: existing.organizationId, userId: existing.userId, isNew: false };
  return db.$transaction(async (tx) => {
    const organization = await tx.organization.create({ data: { id: randomUUID(), name: 'My organization', slug: 'home' } });
    const user = await tx.user.create({
      data: { id: randomUUID(), name: 'Owner', email: 'owner@plumbline.invalid', emailVerified: false },
    });
    await tx.member.create({ data: { id: randomUUID(), organizationId: organization.id, userId: user.id, role: 'owner' } });
    return { organizationId: organization.id, userId: user.id, isNew: true };
  });
}
