import { mayDo, type Role } from '#core/access/access.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { readRolesInProject } from '#server/services/members/project-roles.ts';

/** Somebody whose decision may count in a project: what quorums ask about. */
export type DecidingPerson = { userId: string; role: Role; teamIds: string[] };

/** Everybody who may decide in a project today, by the role that counts there, with the teams that they are in. */
export async function readDecidingPeople(
  db: Db | Tx,
  { organizationId, projectId }: { organizationId: string; projectId: string },
): Promise<DecidingPerson[]> {
  const members = await readRolesInProject(db, { organizationId, projectId });
  const teams = await db.teamMember.findMany({ where: { team: { organizationId } }, select: { teamId: true, userId: true } });
  return members
    .filter(({ role }) => mayDo(role, 'approval.decide'))
    .map((member) => ({ ...member, teamIds: teams.filter(({ userId }) => userId === member.userId).map(({ teamId }) => teamId) }));
}
