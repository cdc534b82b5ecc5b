import { z } from 'zod';
import { deactivated, isRole, projectRoles, type Role, roleInProject } from '#core/access/access.ts';
import type { Ctx } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { lockMember } from './members.ts';

/** Everybody of the organization with the role that counts for them in a project, oldest membership first; whoever was put away is left out. */
export async function readRolesInProject(
  db: Db | Tx,
  { organizationId, projectId, userId }: { organizationId: string; projectId: string; userId?: string },
): Promise<{ userId: string; role: Role }[]> {
  const members = await db.member.findMany({
    where: { organizationId, ...(userId === undefined ? {} : { userId }) },
    select: { id: true, userId: true, role: true },
    orderBy: { createdAt: 'asc' },
  });
  const given = await db.projectRole.findMany({ where: { projectId }, select: { memberId: true, role: true } });
  return members.flatMap((member) => {
    const role = roleInProject(member.role, given.find(({ memberId }) => memberId === member.id)?.role);
    return isRole(role) ? [{ userId: member.userId, role }] : [];
  });
}

export const setProjectRoleInput = z.object({
  memberId: z.string().max(100),
  project: z.string().max(100),
  /** Null takes it away: the organization's role counts again. */
  role: z.enum(projectRoles).nullable(),
});

/**
 * Gives a member another role in one project, from the next call of theirs on: calls, sockets and streams look at the same rows. `invalid` for
 * owners, admins, agents and whoever was put away: theirs counts everywhere.
 */
export async function setProjectRole(ctx: Ctx, { memberId, project: slug, role }: z.infer<typeof setProjectRoleInput>): Promise<void> {
  const { db, organizationId } = ctx;
  await db.$transaction(async (tx) => {
    const member = await lockMember(tx, organizationId, memberId);
    const project = await tx.project.findFirst({ where: { organizationId, slug }, select: { id: true, name: true } });
    if (!project) throw new Failure('not_found', 'There is no such project in this organization.');
    if (member.role === deactivated) throw new Failure('invalid', 'This member is deactivated. Reactivate them first.');
    if (role !== null && roleInProject(member.role, 'admin') === member.role)
      throw new Failure('invalid', `The role ${member.role} counts in every project.`);
    const id = { memberId_projectId: { memberId, projectId: project.id } };
    const before = await tx.projectRole.findUnique({ where: id, select: { role: true } });
    if (role !== null) await tx.projectRole.upsert({ where: id, create: { memberId, projectId: project.id, role }, update: { role } });
    else if (before) await tx.projectRole.delete({ where: id });
    const { name } = await tx.user.findUniqueOrThrow({ where: { id: member.userId }, select: { name: true } });
    await recordAudit(tx, ctx, {
      action: 'member.project-role-set',
      subject: { kind: 'member', id: member.userId, name },
      projectId: project.id,
      before: { role: before?.role ?? null },
      after: { role, project: project.name },
    });
  });
}
