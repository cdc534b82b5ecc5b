import { createHmac, timingSafeEqual } from 'node:crypto';
import { defaultKeyHasher } from '@better-auth/api-key';
import type pg from 'pg';
import { type Action, isRole, type Role } from '#core/access/access.ts';
import { readScopes } from '#core/access/scopes.ts';

/** What somebody came with. A key does what its owner's role allows and its `scopes` hold; null for all of the role. */
export type Credential = { kind: 'session'; id: string } | { kind: 'key'; id: string; scopes: readonly Action[] | null };
export type Identity = { userId: string; name: string; email: string; credential: Credential };
export type Membership = {
  organizationId: string;
  slug: string;
  organizationName: string;
  role: Role;
  /** What they are in single projects, by the project's id: `roleInProject` says what counts there. Empty for nearly everybody. */
  projectRoles: Readonly<Record<string, string>>;
};

/** The scopes of what somebody came with; a session has none. */
export const scopesOfCredential = (credential: Credential) => (credential.kind === 'key' ? credential.scopes : null);

/** As much of a request's headers as it takes to know who asks. */
export type HeaderReader = Pick<Headers, 'get' | 'has'>;

const cookieNames = ['__Secure-plumbline.session_token', 'plumbline.session_token'];

/** A session that nobody has used for so long has ended; its use is noted once an hour. */
const idleDays = 14;
const liveSession = `s.token = $1 AND s.expires_at > now() AND s.updated_at > now() - interval '${idleDays} days'`;
const isUnnoted = `s.updated_at < now() - interval '1 hour' AS "isUnnoted"`;
const sessionQuery = {
  name: 'session-by-token',
  text: `SELECT u.id, u.name, u.email, s.id AS "credentialId", ${isUnnoted} FROM sessions s JOIN users u ON u.id = s.user_id WHERE ${liveSession}`,
};
/** A statement of its own: each that may change a session makes every process forget who people are. */
const useQuery = {
  name: 'session-used',
  text: `UPDATE sessions SET updated_at = now() WHERE id = $1 AND updated_at < now() - interval '1 hour'`,
};
/** Notes the use as well, once a minute: each call of a busy program would rewrite the row otherwise. */
const keyQuery = {
  name: 'user-by-key',
  text: `WITH found AS (
      SELECT k.id AS key_id, k.permissions, u.id, u.name, u.email FROM api_keys k JOIN users u ON u.id = k.reference_id
      WHERE k.key = $1 AND k.enabled AND (k.expires_at IS NULL OR k.expires_at > now())
    ), used AS (
      UPDATE api_keys SET last_request = now()
      WHERE id IN (SELECT key_id FROM found) AND (last_request IS NULL OR last_request < now() - interval '1 minute')
    ) SELECT id, name, email, key_id AS "credentialId", permissions FROM found`,
};
const projectRolesColumn = `(SELECT jsonb_object_agg(r.project_id, r.role) FROM project_roles r WHERE r.member_id = m.id) AS "projectRoles"`;
const sessionInOrganizationQuery = {
  name: 'session-in-organization',
  text: `SELECT u.id AS "userId", u.name, u.email, s.id AS "sessionId", ${isUnnoted}, o.id AS "organizationId", o.slug, o.name AS "organizationName", m.role, ${projectRolesColumn}
    FROM sessions s JOIN users u ON u.id = s.user_id
    LEFT JOIN organizations o ON o.slug = $2
    LEFT JOIN members m ON m.organization_id = o.id AND m.user_id = u.id
    WHERE ${liveSession}`,
};
const membershipQuery = {
  name: 'membership-by-slug',
  text: `SELECT o.id, o.slug, o.name, m.role, ${projectRolesColumn}
    FROM organizations o JOIN members m ON m.organization_id = o.id WHERE o.slug = $1 AND m.user_id = $2`,
};

/**
 * Tells who asks, from the session cookie or an API key (`Authorization: Bearer` or `x-api-key`). Both are looked up
 * here rather than through better-auth's endpoints: those cost several queries a call, and take a key for a wrong one
 * while the database is away. This throws then.
 */
export function createIdentify({ pool, secret }: { pool: pg.Pool; secret: string }) {
  const find = async (query: typeof sessionQuery, value: string): Promise<Identity | null> => {
    const { rows } = await pool.query<FoundRow>({ ...query, values: [value] });
    const row = rows[0];
    if (!row) return null;
    const { id: userId, name, email, credentialId: id, permissions } = row;
    if (row.isUnnoted) await pool.query({ ...useQuery, values: [id] });
    const credential: Credential =
      query === keyQuery ? { kind: 'key', id, scopes: readScopes(permissions ?? null) } : { kind: 'session', id };
    return { userId, name, email, credential };
  };
  return async (headers: HeaderReader, key: string | null = null): Promise<Identity | null> => {
    const presented = key ?? headers.get('x-api-key') ?? /^Bearer (.+)$/i.exec(headers.get('authorization') ?? '')?.[1] ?? null;
    if (presented) return find(keyQuery, await defaultKeyHasher(presented));
    const token = readSessionToken(headers.get('cookie') ?? '', secret);
    return token === null ? null : find(sessionQuery, token);
  };
}

export type Identify = ReturnType<typeof createIdentify>;

type FoundRow = { id: string; name: string; email: string; credentialId: string; permissions?: string | null; isUnnoted?: boolean };

/** Who asks, and what they are in the organization that they name; `membership` is null for a stranger to it. */
export type Standing = { identity: Identity; membership: Membership | null };

type StandingRow = Omit<Identity, 'credential'> & {
  sessionId: string;
  isUnnoted: boolean;
  organizationId: string | null;
  slug: string;
  organizationName: string;
  role: string | null;
  projectRoles: Record<string, string> | null;
};

/**
 * Tells who asks and their membership in one look-up, because every call of a procedure begins with this. A request
 * with an API key takes two. Null when nobody is signed in.
 */
export function createStanding({ identify, pool, secret }: { identify: Identify; pool: pg.Pool; secret: string }) {
  return async (headers: HeaderReader, slug: string): Promise<Standing | null> => {
    const hasKey = headers.has('x-api-key') || headers.has('authorization');
    const token = hasKey ? null : readSessionToken(headers.get('cookie') ?? '', secret);
    if (token !== null) {
      const { rows } = await pool.query<StandingRow>({ ...sessionInOrganizationQuery, values: [token, slug] });
      const row = rows[0];
      if (!row) return null;
      if (row.isUnnoted) await pool.query({ ...useQuery, values: [row.sessionId] });
      const { userId, name, email, organizationId, organizationName, role } = row;
      const identity: Identity = { userId, name, email, credential: { kind: 'session', id: row.sessionId } };
      if (organizationId === null || role === null || !isRole(role)) return { identity, membership: null };
      return { identity, membership: { organizationId, slug: row.slug, organizationName, role, projectRoles: row.projectRoles ?? {} } };
    }
    const identity = await identify(headers);
    return identity && { identity, membership: await findMembership(pool, identity.userId, slug) };
  };
}

export type FindStanding = ReturnType<typeof createStanding>;

/** The membership of a user in the organization named `slug`, or null: a stranger is not told whether it exists. */
export async function findMembership(pool: pg.Pool, userId: string, slug: string): Promise<Membership | null> {
  const { rows } = await pool.query<{ id: string; slug: string; name: string; role: string; projectRoles: Record<string, string> | null }>({
    ...membershipQuery,
    values: [slug, userId],
  });
  const row = rows[0];
  if (!row || !isRole(row.role)) return null;
  const { id: organizationId, name: organizationName, role } = row;
  return { organizationId, slug: row.slug, organizationName, role, projectRoles: row.projectRoles ?? {} };
}

/** The session token of a cookie header if its signature is ours (HMAC-SHA256, as better-call signs it), else null. */
export function readSessionToken(cookieHeader: string, secret: string): string | null {
  for (const part of cookieHeader.split(';')) {
    const at = part.indexOf('=');
    if (!cookieNames.includes(part.slice(0, at).trim())) continue;
    const value = decode(part.slice(at + 1).trim());
    const dot = value.lastIndexOf('.');
    if (dot < 1) continue;
    // Compared as text: decoding would skip what is no base64, and give one signature many forms.
    const expected = Buffer.from(createHmac('sha256', secret).update(value.slice(0, dot)).digest('base64'));
    const given = Buffer.from(value.slice(dot + 1));
    if (given.length === expected.length && timingSafeEqual(given, expected)) return value.slice(0, dot);
  }
  return null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
