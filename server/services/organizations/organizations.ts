import { actions, deactivated, mayDo } from '#core/access/access.ts';
import type { Membership } from '#server/auth/identify.ts';
import type { Ctx, House } from '#server/context.ts';

/** The organizations that a user belongs to, oldest membership first. */
export async function listMyOrganizations({ db }: Pick<House, 'db'>, userId: string) {
  const members = await db.member.findMany({
    where: { userId, NOT: { role: deactivated } },
    include: { organization: true },
    orderBy: { createdAt: 'asc' },
  });
  return members.map(({ role, organization: { id, slug, name } }) => ({ id, slug, name, role }));
}

/** The organization of a membership, and what its holder may do in it. */
export function describeOrganization({ organizationId, slug, organizationName, role }: Membership, { userId, name }: Ctx['actor']) {
  const allowed = actions.filter((action) => mayDo(role, action));
  return { id: organizationId, slug, name: organizationName, role, actions: allowed, user: { id: userId, name } };
}
