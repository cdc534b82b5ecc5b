import { type Action, isProjectAction, mayAct, mayDo, type Role, roleInProject, roles } from '#core/access/access.ts';
import type { Ctx, House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { createSeldom } from '#server/services/audit/seldom.ts';
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
  const sentence = !mayDo(role, action)
    ? `The role ${role} may not do this.`
    : !mayAct({ role, scopes: scopesOfCredential(identity.credential) }, action)
      ? 'This key was not made for that.'
      : null;
  if (sentence) {
    await recordRefusal(house, standing, { action, origin, role });
    throw new Failure('role_too_low', sentence);
  }
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

/** Once an hour for the same person and the same act: pages ask again and again. */
const seldom = createSeldom(3_600_000);

/** Tells the audit that somebody tried what they may not. A refusal stays a refusal, whether it can be written down or not. */
async function recordRefusal(
  { db }: House,
  { identity, membership }: Standing,
  { action, origin, role }: { action: Action; origin: string; role: Role },
): Promise<void> {
  const { userId, name } = identity;
  if (!membership || !seldom(`${membership.organizationId}:${userId}:${action}`)) return;
  const { organizationId } = membership;
  const doer = { organizationId, kind: role === 'agent' ? 'agent' : 'person', id: userId, name, principalId: null, origin } as const;
  const refused = { action: 'access.refused', subject: { kind: 'act', id: action, name: action }, after: { role } } as const;
  try {
    await db.$transaction((tx) => recordAudit(tx, doer, refused));
  } catch (cause) {
    if (!(cause instanceof Failure)) console.error('A refusal could not be recorded', cause);
  }
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
