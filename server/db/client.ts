import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.ts';

export type Db = PrismaClient;
/** A Prisma client inside `$transaction`. */
export type Tx = Omit<PrismaClient, '$connect' | '$disconnect' | '$on' | '$transaction' | '$extends'>;

/** Opens a Prisma client for the database at `url`. The caller disconnects it. */
export function openDb(url: string, poolSize = 10): Db {
  return new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: poolSize }) });
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
