import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { parse } from 'pg-connection-string';

/** Postgres' type `"char"`, with quotes: one byte, found in its catalogue. */
const charOid = 18;
const textOid = 25;

/** What the engine opens databases with: `@prisma/adapter-pg`, put right where it does not suit a schema engine (7.10). */
export class PostgresFactory extends PrismaPg {
  #place;
  #shadowUrl;

  constructor({ url, shadowDatabaseUrl }) {
    const place = placeOf(url);
    super(place.config);
    this.#place = place;
    this.#shadowUrl = shadowDatabaseUrl;
  }

  connect() {
    return connect(this.#place);
  }

  /** adapter-pg's own drops the shadow database while its pool is still connected to it, which fails and leaves it behind. */
  async connectToShadowDb() {
    if (this.#shadowUrl) return connect(placeOf(this.#shadowUrl));
    const { config, schema } = this.#place;
    const database = `prisma_migrate_shadow_db_${randomUUID()}`;
    await administer(config, `create database "${database}"`);
    const adapter = await connect({ config: { ...config, database }, schema });
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await dispose();
      await administer(config, `drop database if exists "${database}" with (force)`);
    };
    return adapter;
  }
}

/** Connects once, to see that it can be done. */
export function reach(url) {
  return administer(placeOf(url).config, 'select 1');
}

/** Creates the database of `url` where it does not exist, and returns its name. */
export async function createDatabase(url) {
  const { config } = placeOf(url);
  const name = config.database ?? 'postgres';
  try {
    await reach(url);
  } catch (error) {
    if (error.code !== '3D000') throw error;
    await administer({ ...config, database: 'postgres' }, `create database ${pg.escapeIdentifier(name)}`);
  }
  return name;
}

/** Discrete fields, never a connection string: adapter-pg overrides `database`, and a connection string would win over it. */
function placeOf(url) {
  const address = new URL(url);
  const schema = address.searchParams.get('schema') ?? undefined;
  address.searchParams.delete('schema');
  const { host, port, user, password, database, ssl } = parse(address.toString());
  return {
    schema,
    config: { host: host ?? undefined, port: port ? Number(port) : undefined, user, password, database: database ?? undefined, ssl },
  };
}

async function administer(config, statement) {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function connect({ config, schema }) {
  const adapter = await new PrismaPg(config, schema ? { schema } : undefined).connect();
  readCharacters(adapter);
  const startTransaction = adapter.startTransaction.bind(adapter);
  adapter.startTransaction = async (isolationLevel) => {
    const transaction = await startTransaction(isolationLevel);
    readCharacters(transaction);
    return transaction;
  };
  // adapter-pg cuts a script at every semicolon, also inside quotes and function bodies. Postgres takes it whole.
  adapter.executeScript = async (script) => {
    await adapter
      .underlyingDriver()
      .query(script)
      .catch((error) => adapter.onError(error));
  };
  return adapter;
}

/** adapter-pg refuses columns of type `"char"`, which the engine selects to describe constraints; it wants them as characters. */
function readCharacters(queryable) {
  const queryRaw = Object.getPrototypeOf(queryable).queryRaw;
  queryable.queryRaw = async (query) => {
    const result = await queryable.performIO(query);
    const columns = result.fields.flatMap((field, i) => (field.dataTypeID === charOid ? [i] : []));
    for (const i of columns) result.fields[i].dataTypeID = textOid;
    const converted = await queryRaw.call({ pgOptions: queryable.pgOptions, performIO: async () => result }, query);
    for (const i of columns) converted.columnTypes[i] = ColumnTypeEnum.Character;
    return converted;
  };
}
