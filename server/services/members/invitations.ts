import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { roles } from '#core/access/access.ts';
import type { Ctx } from '#server/context.ts';
import type { Db } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';

const validDays = 7;
/** Enough for a team that moves in, too few to try addresses with. */
const mostAnHour = 100;

export const inviteMemberInput = z.object({ email: z.email().max(200).toLowerCase(), role: z.enum(roles) });

/** Opens an invitation and gives its id, which is the secret in its link. An owner alone may invite an owner. */
export async function inviteMember(ctx: Ctx, { email, role }: z.infer<typeof inviteMemberInput>) {
  const { db, organizationId, actor } = ctx;
  if (role === 'owner' && actor.role !== 'owner') throw new Failure('role_too_low', 'Only an owner may invite an owner.');
  const isMember = await db.member.count({ where: { organizationId, user: { email } } });
  if (isMember > 0) throw new Failure('invalid', `${email} is a member already.`);
  const lately = await db.invitation.count({ where: { organizationId, createdAt: { gt: new Date(Date.now() - 3_600_000) } } });
  if (lately >= mostAnHour) throw new Failure('too_many', `At most ${mostAnHour} invitations are made in an hour. Go on later.`);
  const expiresAt = new Date(Date.now() + validDays * 86_400_000);
  const id = randomBytes(24).toString('base64url');
  await db.$transaction(async (tx) => {
    await tx.invitation.updateMany({ where: { organizationId, email, status: 'pending' }, data: { status: 'canceled' } });
    await tx.invitation.create({ data: { id, organizationId, email, role, expiresAt, inviterId: actor.userId } });
    // By its e-mail: the invitation's id is the secret of its link.
    await recordAudit(tx, ctx, { action: 'invitation.made', subject: { kind: 'invitation', id: email, name: email }, after: { role } });
  });
  return { id, email, role, expiresAt };
}

export const revokeInvitationInput = z.object({ invitationId: z.string().max(100) });

/** Closes an invitation that has not been accepted. */
export async function revokeInvitation(ctx: Ctx, { invitationId }: z.infer<typeof revokeInvitationInput>) {
  const { db, organizationId } = ctx;
  const where = { id: invitationId, organizationId, status: 'pending' };
  await db.$transaction(async (tx) => {
    const [revoked] = await tx.invitation.updateManyAndReturn({ where, data: { status: 'canceled' } });
    if (!revoked) throw new Failure('not_found', 'There is no open invitation with this id.');
    const { email, role } = revoked;
    await recordAudit(tx, ctx, { action: 'invitation.revoked', subject: { kind: 'invitation', id: email, name: email }, before: { role } });
  });
}

/** An open invitation as its holder sees it, or null when it is spent, revoked, too old or unknown. */
export async function readInvitation(db: Db, id: string) {
  const found = await db.invitation.findFirst({
    where: { id, status: 'pending', expiresAt: { gt: new Date() } },
    include: { organization: true, inviter: true },
  });
  if (!found) return null;
  const hasAccount = (await db.user.count({ where: { email: found.email } })) > 0;
  return {
    id: found.id,
    email: found.email,
    role: found.role ?? 'viewer',
    organization: found.organization.name,
    invitedBy: found.inviter.name,
    hasAccount,
  };
}

/** Spends an invitation: makes its user a member. One statement claims it, so that it cannot be spent twice. */
export async function acceptInvitation(db: Db, { id, userId }: { id: string; userId: string }): Promise<{ organizationSlug: string }> {
  return db.$transaction(async (tx) => {
    const [claimed] = await tx.invitation.updateManyAndReturn({
      where: { id, status: 'pending', expiresAt: { gt: new Date() } },
      data: { status: 'accepted' },
    });
    if (!claimed) throw new Failure('not_found', 'This invitation is not open any more. Ask for a new one.');
    const { organizationId } = claimed;
    await tx.member.upsert({
      where: { organizationId_userId: { organizationId, userId } },
      create: { id: randomUUID(), organizationId, userId, role: claimed.role ?? 'viewer' },
      update: {},
    });
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } });
    await recordAudit(
      tx,
      { organizationId, kind: 'person', id: userId, name: user.name, principalId: null, origin: 'invitation' },
      {
        action: 'invitation.accepted',
        subject: { kind: 'member', id: userId, name: user.name },
        after: { email: claimed.email, role: claimed.role ?? 'viewer' },
      },
    );
    const organization = await tx.organization.findUniqueOrThrow({ where: { id: organizationId } });
    return { organizationSlug: organization.slug };
  });
}
