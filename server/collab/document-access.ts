import type pg from 'pg';
import { type Action, type Authority, mayAct } from '#core/access/access.ts';

/** What a person may do with an open document, by the role in its organization. */
export type Access = { organizationId: string; role: string };

/** Who asks. `scopes` are those of the key that they came with; null for a session, and for a key that may all that its owner may. */
export type Holder = { userId: string; name: string; scopes: readonly Action[] | null };

/** Tells who asks, from the session cookie in the headers or an API key as token; null for a stranger. */
export type Authenticate = (headers: Headers, token: string | null) => Promise<Holder | null>;

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
  const { rows } = await pool.query<Access>({
    name: 'live-document-access',
    text: `
      SELECT p.organization_id AS "organizationId", m.role
      FROM documents d
      JOIN specs s ON s.id = d.spec_id
      JOIN projects p ON p.id = s.project_id
      JOIN members m ON m.organization_id = p.organization_id AND m.user_id = $2
      WHERE d.id = $1`,
    values: [documentId, userId],
  });
  return rows[0];
}

/** The roles that people have now in organizations, for those who have one. Keys as `memberKey` makes them. */
export async function readRoles(pool: pg.Pool, members: { organizationId: string; userId: string }[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ organizationId: string; userId: string; role: string }>({
    name: 'live-document-roles',
    text: `
      SELECT m.organization_id AS "organizationId", m.user_id AS "userId", m.role
      FROM members m JOIN unnest($1::text[], $2::text[]) AS asked(organization_id, user_id) USING (organization_id, user_id)`,
    values: [members.map(({ organizationId }) => organizationId), members.map(({ userId }) => userId)],
  });
  return new Map(rows.map((row) => [memberKey(row), row.role]));
}

/** One person in one organization. */
export function memberKey({ organizationId, userId }: { organizationId: string; userId: string }): string {
  return `${organizationId} ${userId}`;
}

export const mayRead = (who: Authority) => mayAct(who, 'document.read');
export const mayEdit = (who: Authority) => mayAct(who, 'document.edit');
