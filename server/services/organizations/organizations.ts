import { actions, deactivated, isProjectAction, mayDo, type Role, roleInProject } from '#core/access/access.ts';
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

/** The organization of a membership, and what its holder may do in it and in those of its projects where they are something else. */
export async function describeOrganization({ db }: Pick<House, 'db'>, membership: Membership, { userId, name }: Ctx['actor']) {
  const { organizationId, slug, organizationName, role, projectRoles } = membership;
  const allowed = (held: Role) => actions.filter((action) => mayDo(held, action));
  const ids = Object.keys(projectRoles);
  const found = ids.length === 0 ? [] : await db.project.findMany({ where: { id: { in: ids } }, select: { id: true, slug: true } });
  const projects = found.map((project) => {
    const held = roleInProject(role, projectRoles[project.id]);
    return {
      slug: project.slug,
      role: held,
      actions: allowed(role)
        .filter((one) => !isProjectAction(one))
        .concat(allowed(held).filter(isProjectAction)),
    };
  });
  return { id: organizationId, slug, name: organizationName, role, actions: allowed(role), projects, user: { id: userId, name } };
}
