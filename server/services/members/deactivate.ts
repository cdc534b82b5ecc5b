import { z } from 'zod';
import { deactivated, isRole } from '#core/access/access.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { lockMember, requireAnotherOwner } from './members.ts';

export const deactivateMemberInput = z.object({ memberId: z.string().max(100) });

/**
 * Shuts a member out at once and keeps their place: what they wrote and decided stays under their name, and they can come back. Whoever
 * belongs to no other organization loses their sessions and API keys for good; live documents and streams close within a second.
 */
export async function deactivateMember(ctx: Ctx, { memberId }: z.infer<typeof deactivateMemberInput>) {
  const { db, organizationId, actor } = ctx;
  await db.$transaction(async (tx) => {
    const member = await lockMember(tx, organizationId, memberId);
    if (member.role === deactivated) throw new Failure('invalid', 'This member is deactivated already.');
    if (member.userId === actor.userId) throw new Failure('invalid', 'You cannot deactivate yourself. Ask another owner or admin.');
    if (member.role === 'owner') {
      if (actor.role !== 'owner') throw new Failure('role_too_low', 'Only an owner may deactivate an owner.');
      await requireAnotherOwner(tx, organizationId);
    }
    const { userId, role: formerRole } = member;
    await tx.member.update({ where: { id: memberId }, data: { role: deactivated, formerRole, deactivatedAt: new Date() } });
    const ended = await endCredentials(tx, userId);
    const { name } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } });
    await recordAudit(tx, ctx, {
      action: 'member.deactivated',
      subject: { kind: 'member', id: userId, name },
      before: { role: formerRole },
      after: ended,
    });
  });
}

/** Lets a deactivated member in again, in the role that they had. They sign in anew and make new keys. */
export async function reactivateMember(ctx: Ctx, { memberId }: z.infer<typeof deactivateMemberInput>) {
  const { db, organizationId, actor } = ctx;
  await db.$transaction(async (tx) => {
    const member = await lockMember(tx, organizationId, memberId);
    if (member.role !== deactivated) throw new Failure('invalid', 'This member is not deactivated.');
    const role = isRole(member.formerRole ?? '') ? member.formerRole : 'viewer';
    if (role === 'owner' && actor.role !== 'owner') throw new Failure('role_too_low', 'Only an owner may make or unmake an owner.');
    await tx.member.update({ where: { id: memberId }, data: { role: role ?? 'viewer', formerRole: null, deactivatedAt: null } });
    const { name } = await tx.user.findUniqueOrThrow({ where: { id: member.userId }, select: { name: true } });
    await recordAudit(tx, ctx, { action: 'member.reactivated', subject: { kind: 'member', id: member.userId, name }, after: { role } });
  });
}

/** Sessions and keys belong to a person, not to an organization: one organization must not sign people out of another. */
async function endCredentials(tx: Tx, userId: string): Promise<{ sessions: number; keys: number }> {
  const elsewhere = await tx.member.count({ where: { userId, NOT: { role: deactivated } } });
  if (elsewhere > 0) return { sessions: 0, keys: 0 };
  const sessions = await tx.session.deleteMany({ where: { userId } });
  const keys = await tx.apikey.deleteMany({ where: { referenceId: userId } });
  return { sessions: sessions.count, keys: keys.count };
}
