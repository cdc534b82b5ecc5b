import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';

export type Db = PrismaClient;
type PrismaPgOptions = NonNullable<ConstructorParameters<typeof PrismaPg>[1]>;
/** A Prisma client inside `$transaction`. */
export type Tx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>;

/** A queue of decisions on one organization's audit may be longer than Prisma's five seconds on a busy machine; what waits longer is stuck. */
const transactionOptions = { maxWait: 15_000, timeout: 30_000 };

/** Opens a Prisma client for the database at `url`. The caller disconnects it. */
export function openDb(url: string, poolSize = 10): Db {
  const adapter = new PrismaPg({ connectionString: url, max: poolSize }, { statementNameGenerator: nameStatements() });
  return new PrismaClient({ adapter, transactionOptions });
}

/** So many kinds of statements are prepared: more are lists of every length, which would only fill the memory of each connection. */
const mostNamed = 500;

/** Names what is said often, so that Postgres reads and plans it once a connection. The same text has the same name, whoever says it. */
function nameStatements(): NonNullable<PrismaPgOptions['statementNameGenerator']> {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= mostNamed) return '';
    const name = `s${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`;
    names.set(sql, name);
    return name;
  };
}

/** Opens a plain pool for the hot paths, where Prisma's cost counts. The caller ends it. */
export function openPool(url: string, poolSize = 6): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: poolSize });
  // Without a listener, a database that restarts would end the process.
  pool.on('error', () => {});
  // The pool listens to its idle clients only; one that is lent out would end the process just the same.
  pool.on('connect', (client) => client.on('error', () => {}));
  return pool;
}
