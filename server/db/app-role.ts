import { createHmac } from 'node:crypto';
import pg from 'pg';

/** The address that the app works at, and a sentence where it could not be given less than all rights. */
export type AppRole = { url: string; warning: string | null };

/** Of this many processes that start at once, one after the other writes the same rights. */
const lock = 7_207_002;

/**
 * Makes a role for the app that may do all that it does and no more: of the audit it reads and appends, and cannot change, delete or unguard
 * what is there, because the tables stay those of the role at `url`. Its password follows from the installation's secret, so that each
 * process knows it. Where `url`'s role may not make roles, or is not the tables' owner, the app goes on with it and `warning` says so.
 */
export async function openAppRole(url: string, secret: Uint8Array): Promise<AppRole> {
  const client = new pg.Client({ connectionString: url, application_name: 'plumbline roles' });
  await client.connect();
  try {
    const { rows } = await client.query<Standing>(standingQuery);
    const standing = rows[0];
    if (!standing?.mayMakeRoles || !standing.isOwner) {
      const guarded = standing !== undefined && !standing.mayChangeAudit;
      return { url, warning: guarded ? null : warningOf(standing?.role ?? 'of DATABASE_URL') };
    }
    const role = `${standing.database.slice(0, 59)}_app`;
    const password = createHmac('sha256', secret).update(`database role ${role}`).digest('hex');
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [lock]);
    await client.query(rights({ role, password, database: standing.database, schemas: standing.schemas }));
    await client.query('COMMIT');
    const own = new URL(url);
    own.username = role;
    own.password = password;
    return { url: own.toString(), warning: null };
  } finally {
    await client.end();
  }
}

type Standing = {
  role: string;
  database: string;
  mayMakeRoles: boolean;
  isOwner: boolean;
  mayChangeAudit: boolean;
  schemas: string[];
};

const standingQuery = `
  SELECT current_user AS role, current_database() AS database, r.rolsuper OR r.rolcreaterole AS "mayMakeRoles",
    pg_has_role(t.relowner, 'USAGE') AS "isOwner",
    has_table_privilege('audit_entries', 'UPDATE, DELETE, TRUNCATE') OR pg_has_role(t.relowner, 'USAGE') AS "mayChangeAudit",
    ARRAY(SELECT nspname::text FROM pg_namespace WHERE nspname IN (current_schema(), 'dbos')) AS schemas
  FROM pg_roles r, pg_class t WHERE r.rolname = current_user AND t.oid = 'audit_entries'::regclass`;

const warningOf = (role: string) =>
  `the audit is kept by its triggers and its hash chain alone: the database role "${role}" owns it and may not make another role for the app (docs/operating.md)`;

function rights({ role, password, database, schemas }: { role: string; password: string; database: string; schemas: string[] }): string {
  const app = pg.escapeIdentifier(role);
  const login = `LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ${pg.escapeLiteral(password)}`;
  return [
    `DO $do$ BEGIN CREATE ROLE ${app}; EXCEPTION WHEN duplicate_object THEN NULL; END $do$`,
    `ALTER ROLE ${app} ${login}`,
    `GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${pg.escapeIdentifier(database)} TO ${app}`,
    ...schemas
      .map(pg.escapeIdentifier)
      .flatMap((schema) => [
        `GRANT USAGE, CREATE ON SCHEMA ${schema} TO ${app}`,
        `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${app}`,
        `GRANT ALL ON ALL SEQUENCES IN SCHEMA ${schema} TO ${app}`,
        `GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${schema} TO ${app}`,
      ]),
    // What is written there stays; where the chain ends moves with it.
    `REVOKE ALL ON audit_entries, audit_heads, _prisma_migrations FROM ${app}`,
    `GRANT SELECT, INSERT ON audit_entries TO ${app}`,
    `GRANT SELECT, INSERT, UPDATE ON audit_heads TO ${app}`,
    `GRANT SELECT ON _prisma_migrations TO ${app}`,
  ].join(';\n');
}
