import type pg from 'pg';
import { type Action, type Authority, mayAct, roleInProject } from '#core/access/access.ts';

/** What a person may do with an open document, by the role in its project. */
export type Access = { organizationId: string; projectId: string; role: string };

/** Who asks. `scopes` are those of the key that they came with; null for a session, and for a key that may all that its owner may. */
export type Holder = { userId: string; name: string; scopes: readonly Action[] | null };

/** What of a request says who asks. */
export type Credentials = Pick<Headers, 'get' | 'has'>;
/** Tells who asks, from the session cookie in the request or an API key as token; null for a stranger. */
export type Authenticate = (credentials: Credentials, token: string | null) => Promise<Holder | null>;

// A provider may add a session of its own behind a zero byte, to open one document twice on a socket.
// oxlint-disable-next-line no-control-regex -- that byte
const documentNamePattern = /^document:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\0[\w-]{1,64})?$/;

/** The document's id in a name on the wire, `document:<id>`. */
export function documentIdOf(name: string): string | undefined {
  return documentNamePattern.exec(name)?.[1];
}

/** The name on the wire of a document. */
export function documentName(documentId: string): string {
  return `document:${documentId}`;
}

/** Finds the person's role where the document lives. Undefined for a stranger and for a document that does not exist: neither is told which. */
export async function findAccess(pool: pg.Pool, documentId: string, userId: string): Promise<Access | undefined> {
  const { rows } = await pool.query<AccessRow>({
    name: 'live-document-access',
    text: `
      SELECT p.organization_id AS "organizationId", p.id AS "projectId", m.role, r.role AS "projectRole"
      FROM documents d
      JOIN projects p ON p.id = d.project_id
      JOIN members m ON m.organization_id = p.organization_id AND m.user_id = $2
      LEFT JOIN project_roles r ON r.member_id = m.id AND r.project_id = p.id
      WHERE d.id = $1`,
    values: [documentId, userId],
  });
  const row = rows[0];
  return row && { organizationId: row.organizationId, projectId: row.projectId, role: roleInProject(row.role, row.projectRole) };
}

type AccessRow = Access & { projectRole: string | null };

/** One person in one project. */
type InProject = { organizationId: string; projectId: string; userId: string };

/** The roles that people have now in projects, for those who have one. Keys as `memberKey` makes them. */
export async function readRoles(pool: pg.Pool, members: InProject[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<InProject & AccessRow>({
    name: 'live-document-roles',
    text: `
      SELECT m.organization_id AS "organizationId", asked.project_id AS "projectId", m.user_id AS "userId", m.role, r.role AS "projectRole"
      FROM members m
      JOIN unnest($1::text[], $2::uuid[], $3::text[]) AS asked(organization_id, project_id, user_id) USING (organization_id, user_id)
      LEFT JOIN project_roles r ON r.member_id = m.id AND r.project_id = asked.project_id`,
    values: [
      members.map(({ organizationId }) => organizationId),
      members.map(({ projectId }) => projectId),
      members.map(({ userId }) => userId),
    ],
  });
  return new Map(rows.map((row) => [memberKey(row), roleInProject(row.role, row.projectRole)]));
}

/** Names one person in one project. */
export function memberKey({ projectId, userId }: Pick<InProject, 'projectId' | 'userId'>): string {
  return `${projectId} ${userId}`;
}

export const mayRead = (who: Authority) => mayAct(who, 'document.read');
export const mayEdit = (who: Authority) => mayAct(who, 'document.edit');
