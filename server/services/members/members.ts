import { z } from 'zod';
import { deactivated, roles } from '#core/access/access.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { isReachable } from './tell-account.ts';

/** All members and open invitations of the organization. */
export async function listMembers({ db, organizationId }: Ctx) {
  const [members, invitations] = await Promise.all([
    db.member.findMany({
      where: { organizationId },
      include: { user: true, projectRoles: { select: { role: true, project: { select: { slug: true, name: true } } } } },
      orderBy: { createdAt: 'asc' },
    }),
    db.invitation.findMany({ where: { organizationId, status: 'pending', expiresAt: { gt: new Date() } }, orderBy: { createdAt: 'asc' } }),
  ]);
  return {
    members: members.map(({ id, role, createdAt, deactivatedAt, formerRole, user, projectRoles }) => ({
      id,
      userId: user.id,
      name: user.name,
      /** Null for the first owner until they give one. */
      email: isReachable(user.email) ? user.email : null,
      /** Of a deactivated member, the one they had. */
      role: role === deactivated ? (formerRole ?? 'viewer') : role,
      since: createdAt,
      deactivatedAt,
      /** What they are in single projects, where that is another role. */
      projectRoles: projectRoles
        .map((given) => ({ project: given.project.slug, projectName: given.project.name, role: given.role }))
        .toSorted((a, b) => a.projectName.localeCompare(b.projectName)),
    })),
    invitations: invitations.map(({ id, email, role, expiresAt }) => ({ id, email, role: role ?? 'viewer', expiresAt })),
  };
}

export const setRoleInput = z.object({ memberId: z.string().max(100), role: z.enum(roles) });

/** Gives a member another role. Owners are made and unmade by owners, and the last one stays. */
export async function setRole(ctx: Ctx, { memberId, role }: z.infer<typeof setRoleInput>) {
  const { db, organizationId, actor } = ctx;
  await db.$transaction(async (tx) => {
    const member = await lockMember(tx, organizationId, memberId);
    if (member.role === deactivated) throw new Failure('invalid', 'This member is deactivated. Reactivate them first.');
    if ((member.role === 'owner' || role === 'owner') && actor.role !== 'owner')
      throw new Failure('role_too_low', 'Only an owner may make or unmake an owner.');
    if (member.role === 'owner' && role !== 'owner') await requireAnotherOwner(tx, organizationId);
    await tx.member.update({ where: { id: memberId }, data: { role } });
    await recordAudit(tx, ctx, {
      action: 'member.role-set',
      subject: await subjectOf(tx, member.userId),
      before: { role: member.role },
      after: { role },
    });
  });
}

export const removeMemberInput = z.object({ memberId: z.string().max(100) });

/** Takes a member out of the organization. What they wrote and decided stays. The last owner stays too. */
export async function removeMember(ctx: Ctx, { memberId }: z.infer<typeof removeMemberInput>) {
  const { db, organizationId, actor } = ctx;
  await db.$transaction(async (tx) => {
    const member = await lockMember(tx, organizationId, memberId);
    const role = member.role === deactivated ? member.formerRole : member.role;
    if (role === 'owner' && actor.role !== 'owner') throw new Failure('role_too_low', 'Only an owner may remove an owner.');
    if (member.role === 'owner') {
      await requireAnotherOwner(tx, organizationId);
    }
    await tx.member.delete({ where: { id: memberId } });
    await tx.teamMember.deleteMany({ where: { userId: member.userId, team: { organizationId } } });
    await recordAudit(tx, ctx, { action: 'member.removed', subject: await subjectOf(tx, member.userId), before: { role } });
  });
}

async function subjectOf(tx: Tx, userId: string) {
  const { name } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } });
  return { kind: 'member', id: userId, name };
}

/** The organization's row is the lock: two owners cannot unmake each other at once. */
export async function lockMember(tx: Tx, organizationId: string, id: string) {
  await tx.$queryRaw`SELECT id FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
  const member = await tx.member.findFirst({ where: { id, organizationId } });
  if (!member) throw new Failure('not_found', 'There is no such member in this organization.');
  return member;
}

/** Throws `last_owner` if there is but one. */
export async function requireAnotherOwner(tx: Tx, organizationId: string) {
  const owners = await tx.member.count({ where: { organizationId, role: 'owner' } });
  if (owners < 2) throw new Failure('last_owner', 'An organization keeps at least one owner. Make somebody else an owner first.');
}
