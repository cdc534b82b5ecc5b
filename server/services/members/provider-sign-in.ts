import { randomUUID } from 'node:crypto';
import type { Db } from '#server/db/client.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';

/**
 * Why somebody may not come in by a provider, or null. The provider speaks for verified addresses of its domain only, and for accounts that
 * belong to its own organization or to none: an owner here must not be able to sign in as somebody of another organization.
 */
export async function mayComeByProvider(
  db: Db,
  { providerId, email, isVerified, userId }: { providerId: string; email: string; isVerified: boolean; userId: string | null },
): Promise<string | null> {
  const provider = await db.ssoProvider.findUnique({ where: { providerId }, select: { domain: true, organizationId: true } });
  if (!provider) return 'This identity provider is not set up here any more.';
  if (!isVerified) return 'The identity provider does not say that this e-mail address is verified.';
  if (email.toLowerCase().split('@').at(-1) !== provider.domain) return `Only addresses of ${provider.domain} sign in this way.`;
  if (userId === null) return null;
  const elsewhere = await db.member.count({ where: { userId, NOT: { organizationId: provider.organizationId ?? '' } } });
  return elsewhere === 0 ? null : 'This account belongs to another organization. Sign in with its password.';
}

/** Makes whoever has come by a provider for the first time a viewer of its organization. A member keeps their role, also a deactivated one. */
export async function admitByProvider(db: Db, { userId, providerId }: { userId: string; providerId: string }): Promise<void> {
  const provider = await db.ssoProvider.findUnique({ where: { providerId }, select: { organizationId: true, domain: true } });
  const organizationId = provider?.organizationId;
  if (!organizationId) return;
  await db.$transaction(async (tx) => {
    const { count } = await tx.member.createMany({
      data: [{ id: randomUUID(), organizationId, userId, role: 'viewer' }],
      skipDuplicates: true,
    });
    if (count === 0) return;
    const { name, email } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true, email: true } });
    await recordAudit(
      tx,
      { organizationId, kind: 'person', id: userId, name, principalId: null, origin: `identity provider for ${provider.domain}` },
      { action: 'invitation.accepted', subject: { kind: 'member', id: userId, name }, after: { email, role: 'viewer' } },
    );
  });
}
