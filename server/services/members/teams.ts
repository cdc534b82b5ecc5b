import { z } from 'zod';
import { deactivated } from '#core/access/access.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { policyShape, readPolicy } from '#server/services/approvals/policy.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';

const mostTeams = 100;
const teamName = z.string().trim().min(1, 'A team has a name.').max(60);

/** The teams of the organization by name, each with the ids of its members. */
export async function listTeams({ db, organizationId }: Ctx) {
  const teams = await db.team.findMany({
    where: { organizationId },
    include: { members: { select: { userId: true } } },
    orderBy: { name: 'asc' },
  });
  return teams.map(({ id, name, members }) => ({ id, name, userIds: members.map(({ userId }) => userId) }));
}

export const createTeamInput = z.object({ name: teamName });

/** Makes a team without members. `invalid` if there is one of this name, or a hundred teams. */
export async function createTeam(ctx: Ctx, { name }: z.infer<typeof createTeamInput>) {
  const { db, organizationId } = ctx;
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
    const teams = await tx.team.findMany({ where: { organizationId }, select: { name: true } });
    if (teams.some((team) => team.name === name)) throw new Failure('invalid', `There is a team "${name}" already.`);
    if (teams.length >= mostTeams) throw new Failure('invalid', `An organization has at most ${mostTeams} teams.`);
    const { id } = await tx.team.create({ data: { organizationId, name } });
    await recordAudit(tx, ctx, { action: 'team.made', subject: { kind: 'team', id, name } });
    return { id };
  });
}

export const setTeamMembersInput = z.object({ teamId: z.uuid(), userIds: z.array(z.string().max(100)).max(500) });

/**
 * Says who is in a team. `invalid` if somebody does not belong to the organization.
 */
export async function setTeamMembers(ctx: Ctx, { teamId, userIds }: z.infer<typeof setTeamMembersInput>) {
  const { db, organizationId } = ctx;
  const asked = [...new Set(userIds)];
  await db.$transaction(async (tx) => {
    const team = await lockTeam(tx, organizationId, teamId);
    const known = await tx.member.count({ where: { organizationId, userId: { in: asked }, NOT: { role: deactivated } } });
    if (known !== asked.length) throw new Failure('invalid', 'A team holds members of this organization only.');
    const before = await tx.teamMember.findMany({ where: { teamId }, select: { userId: true } });
    await tx.teamMember.deleteMany({ where: { teamId, userId: { notIn: asked } } });
    await tx.teamMember.createMany({ data: asked.map((userId) => ({ teamId, userId })), skipDuplicates: true });
    await recordAudit(tx, ctx, {
      action: 'team.changed',
      subject: { kind: 'team', id: teamId, name: team.name },
      before: { members: before.map(({ userId }) => userId).toSorted() },
      after: { members: asked.toSorted() },
    });
  });
}

export const removeTeamInput = z.object({ teamId: z.uuid() });

/** Removes a team; its members stay. `invalid` while a policy in force or proposed asks for somebody of it. */
export async function removeTeam(ctx: Ctx, { teamId }: z.infer<typeof removeTeamInput>) {
  await ctx.db.$transaction(async (tx) => {
    const { name } = await lockTeam(tx, ctx.organizationId, teamId);
    const asking = await findAsking(tx, ctx.organizationId, teamId);
    if (asking !== null) throw new Failure('invalid', `The approval policy of ${asking} asks for somebody of this team. Change it first.`);
    await tx.team.delete({ where: { id: teamId } });
    await recordAudit(tx, ctx, { action: 'team.removed', subject: { kind: 'team', id: teamId, name } });
  });
}

/** The name of a project whose policy, in force or proposed, asks for somebody of a team. */
async function findAsking(tx: Tx, organizationId: string, teamId: string): Promise<string | null> {
  const projects = await tx.project.findMany({ where: { organizationId }, select: { id: true, name: true } });
  for (const { id, name } of projects) {
    const proposed = await tx.policyVersion.findMany({ where: { projectId: id, isAccepted: null }, select: { policy: true } });
    const policies = [(await readPolicy(tx, id)).policy, ...proposed.map(({ policy }) => policyShape.parse(policy))];
    if (policies.some(({ stages }) => stages.some(({ quorums }) => quorums.some(({ teams }) => teams.includes(teamId))))) return name;
  }
  return null;
}

async function lockTeam(tx: Tx, organizationId: string, teamId: string): Promise<{ name: string }> {
  const [team] = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM teams WHERE id = ${teamId}::uuid AND organization_id = ${organizationId} FOR UPDATE`;
  if (!team) throw new Failure('not_found', 'There is no such team in this organization.');
  return team;
}
