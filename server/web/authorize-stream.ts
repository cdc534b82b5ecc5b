import type { IncomingMessage } from 'node:http';
import type { Pool } from 'pg';
import { mayAct, roleInProject } from '#core/access/access.ts';
import { findMembership, type Identify, scopesOfCredential } from '#server/auth/identify.ts';
import { headersOf } from './http.ts';

type Refusal = { status: number; message: string };

/** Says whether a request may follow a run: the access table, for a run of the organization that it names. */
export function authorizeRunStream({ pool, identify }: { pool: Pool; identify: Identify }) {
  return async (
    req: IncomingMessage,
    { organization, runId }: { organization: string; runId: string },
  ): Promise<{ runId: string } | Refusal> => {
    const identity = await identify(headersOf(req));
    if (!identity) return { status: 401, message: 'Sign in first.' };
    const membership = await findMembership(pool, identity.userId, organization);
    if (!membership) return { status: 404, message: 'There is no such organization, or you do not belong to it.' };
    const { rows } = await pool.query<{ projectId: string }>({
      name: 'run-in-organization',
      text: 'SELECT project_id AS "projectId" FROM runs WHERE id = $1 AND organization_id = $2',
      values: [runId, membership.organizationId],
    });
    const projectId = rows[0]?.projectId;
    const role = projectId === undefined ? membership.role : roleInProject(membership.role, membership.projectRoles[projectId]);
    if (!mayAct({ role, scopes: scopesOfCredential(identity.credential) }, 'run.read'))
      return { status: 403, message: `The role ${role} may not do this.` };
    return projectId === undefined ? { status: 404, message: 'There is no such run in this organization.' } : { runId };
  };
}
