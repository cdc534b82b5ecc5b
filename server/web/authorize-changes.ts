import type { Pool } from 'pg';
import { mayAct } from '#core/access/access.ts';
import { findMembership, type Identify, scopesOfCredential } from '#server/auth/identify.ts';
import type { AuthorizeChanges } from '#server/events/change-stream.ts';
import { headersOf } from './http.ts';

/** Says whether a request may hear what changes in the organization that it names: the access table. */
export function authorizeChanges({ pool, identify }: { pool: Pool; identify: Identify }): AuthorizeChanges {
  return async (req, organization) => {
    const identity = await identify(headersOf(req));
    if (!identity) return { status: 401, message: 'Sign in first.' };
    const membership = await findMembership(pool, identity.userId, organization);
    if (!membership) return { status: 404, message: 'There is no such organization, or you do not belong to it.' };
    if (!mayAct({ role: membership.role, scopes: scopesOfCredential(identity.credential) }, 'organization.read'))
      return { status: 403, message: `The role ${membership.role} may not do this.` };
    return { organizationId: membership.organizationId, userId: identity.userId };
  };
}
