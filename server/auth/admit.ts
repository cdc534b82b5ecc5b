import { type Action, isProjectAction, mayAct, mayDo, type Role, roleInProject, roles } from '#core/access/access.ts';
import type { Ctx, House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { type Membership, type Standing, scopesOfCredential } from './identify.ts';
import { projectsNamed } from './projects-named.ts';

/** What somebody is about to do. */
export type Request = {
  action: Action;
  /** As it came: what it names says in which project it happens. */
  input: unknown;
  /** Enough to be allowed in some project: for what is the caller's own, wherever it lies. */
  isAnywhere?: boolean;
  /** The door and the address, for the audit. */
  origin?: string;
};

/**
 * The one check of every door that answers calls: the access table by the role of the organization or of the projects that the input names,
 * and by the scopes of a key. Gives what services work with; else `signed_out`, `not_found` for strangers, or `role_too_low`.
 */
export async function admit(house: House, standing: Standing | null, request: Request): Promise<{ member: Ctx; membership: Membership }> {
  if (!standing) throw new Failure('signed_out', 'Sign in first.');
  const { identity, membership } = standing;
  if (!membership) throw new Failure('not_found', 'There is no such organization, or you do not belong to it.');
  const { action, origin = 'platform' } = request;
  const held = await rolesHeld(house, membership, request);
  const role = request.isAnywhere ? (held.find((one) => mayDo(one, action)) ?? membership.role) : lowest(held);
  if (!mayDo(role, action)) throw new Failure('role_too_low', `The role ${role} may not do this.`);
  if (!mayAct({ role, scopes: scopesOfCredential(identity.credential) }, action))
    throw new Failure('role_too_low', 'This key was not made for that.');
  const { userId, name, credential } = identity;
  const member: Ctx = {
    ...house,
    organizationId: membership.organizationId,
    actor: { userId, name, role },
    origin,
    isKey: credential.kind === 'key',
  };
  return { member, membership };
}

/** The roles that count for a request: one for each project that it names, or that of the organization. */
async function rolesHeld({ pool }: House, membership: Membership, { action, input, isAnywhere }: Request): Promise<readonly Role[]> {
  const { organizationId, role, projectRoles } = membership;
  const given = Object.values(projectRoles);
  if (given.length === 0 || !isProjectAction(action)) return [role];
  if (isAnywhere) return [role, ...given.map((one) => roleInProject(role, one))];
  const projectIds = await projectsNamed(pool, organizationId, input);
  return projectIds.length === 0 ? [role] : projectIds.map((id) => roleInProject(role, projectRoles[id]));
}

/** Of several projects at once the weakest role counts. */
const lowest = (held: readonly Role[]): Role => held.toSorted((a, b) => roles.indexOf(b) - roles.indexOf(a))[0] ?? 'viewer';
