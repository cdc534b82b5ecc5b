import { actions, mayDo } from '#core/access/access.ts';
import type { Ctx, House } from '#server/context.ts';

/** The organizations that a user belongs to, oldest membership first. */
export async function listMyOrganizations({ db }: Pick<House, 'db'>, userId: string) {
  const members = await db.member.findMany({ where: { userId }, include: { organization: true }, orderBy: { createdAt: 'asc' } });
  return members.map(({ role, organization: { id, slug, name } }) => ({ id, slug, name, role }));
}

/** The organization, and what whoever asks may do in it. */
export async function getOrganization({ db, organizationId, actor }: Ctx) {
  const { id, slug, name } = await db.organization.findUniqueOrThrow({ where: { id: organizationId } });
  return {
    id,
    slug,
    name,
    role: actor.role,
    actions: actions.filter((action) => mayDo(actor.role, action)),
    user: { id: actor.userId, name: actor.name },
  };
}
