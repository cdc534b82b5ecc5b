import { stat, truncate } from 'node:fs/promises';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { DatabaseRefusal } from './database-refusal.ts';
import { type Cluster, databaseName, openCluster, runOnCluster } from './embedded-cluster.ts';
import { readLastPort, readPostmaster } from './postmaster.ts';

/** A running Postgres that this process uses. */
export type EmbeddedPostgres = {
  /** Of the database `plumbline`, with its password: not for logs. */
  url: string;
  /** Lets go of the server, and stops it unless another process still uses it. */
  stop(): Promise<void>;
};

/** Nothing that was answered for is lost when the machine dies; sized for a laptop. */
const durable = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '64MB',
  max_connections: '100',
  max_wal_size: '256MB',
  min_wal_size: '64MB',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
};

/** Held, shared, by each process that uses the server: who gets it alone is the last one. */
const useLock = 7_207_001;
const largestLogBytes = 8_000_000;
const retryMs = 1_000;
/** How long a server that comes back waits for its port: what is left of the killed one holds it until it has noticed. */
const samePortWithinMs = 20_000;

/** The connection that holds `useLock`, and its socket. */
type Use = { client: pg.Client; socket: Socket };

/**
 * Starts the Postgres in `<dataPath>/postgres`, or finds the one that runs there already, left by a process that was killed or used by
 * another. Makes it on the first call. Throws a `DatabaseRefusal` where the folder, the disk or the machine does not allow it.
 * One that is killed afterwards is started again, at the same address, for as long as this process uses it.
 *
 * @param settings of the server, over our own; they count only for a server that this call starts.
 */
export async function startEmbeddedPostgres(dataPath: string, settings: Record<string, string> = {}): Promise<EmbeddedPostgres> {
  const home = join(dataPath, 'postgres');
  const cluster = await openCluster(home);
  const all = { ...durable, ...settings };
  const first = await attach(cluster, home, all);
  await createDatabase(first.use.client);
  const keeper = keepUp(first, () => attach(cluster, home, all, samePortWithinMs));
  return { url: urlOf(cluster, first.port, databaseName), stop: async () => release(cluster, await keeper.letGo()) };
}

type Attached = { port: number; use: Use };

/** Holds on to the server: when the connection that holds `useLock` breaks, `again` finds or starts it anew until that works. */
function keepUp(first: Attached, again: () => Promise<Attached>): { letGo: () => Promise<Use> } {
  let { use } = first;
  let isLetGo = false;
  let comingBack: Promise<void> = Promise.resolve();
  const comeBack = async () => {
    console.error('The embedded database is gone; starting it again.');
    while (!isLetGo) {
      const next = await again().catch((cause: unknown) => {
        console.error('The embedded database does not come back yet.', cause);
      });
      if (!next) {
        await delay(retryMs);
        continue;
      }
      // Everybody in this process knows the old address.
      if (next.port !== first.port) console.error(`The embedded database came back at port ${next.port}; restart to use it.`);
      hold(next.use);
      return;
    }
  };
  const hold = (held: Use) => {
    use = held;
    // It must not keep a program alive that has nothing else to do.
    held.socket.unref();
    held.client.once('end', () => {
      if (!isLetGo) comingBack = comeBack();
    });
  };
  hold(use);
  return {
    letGo: async () => {
      isLetGo = true;
      await comingBack;
      return use;
    },
  };
}

async function attach(
  cluster: Cluster,
  home: string,
  settings: Record<string, string>,
  samePortMs = 0,
): Promise<{ port: number; use: Use }> {
  const until = Date.now() + 60_000;
  let attempts = 0;
  while (Date.now() < until) {
    const postmaster = await readPostmaster(cluster.data);
    if (postmaster.state === 'ready') {
      const use = await takeUse(urlOf(cluster, postmaster.port, 'postgres'));
      if (use) return { port: postmaster.port, use };
    } else if (postmaster.state === 'absent') {
      // Fails also when another process starts it at this moment: the next look tells.
      const started = await startServer(cluster, home, settings, samePortMs);
      attempts += started ? 0 : 1;
      if (attempts === 5) break;
      if (started) continue;
    }
    await delay(100);
  }
  throw new DatabaseRefusal(`The embedded database does not start; ${join(home, 'server.log')} says why.`);
}

async function startServer(cluster: Cluster, home: string, settings: Record<string, string>, samePortMs: number): Promise<boolean> {
  const log = await stat(join(home, 'server.log')).catch(() => undefined);
  if (log && log.size > largestLogBytes) await truncate(join(home, 'server.log'));
  const all = {
    ...settings,
    port: String(await choosePort(cluster, samePortMs)),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  };
  const options = Object.entries(all).map(([name, value]) => `-c ${name}=${value}`);
  return runOnCluster(cluster, 'pg_ctl', ['start', '-w', '-t', '60', '-s', '-l', '../server.log', '-o', options.join(' ')]).then(
    () => true,
    () => false,
  );
}

/** Undefined when the server goes down while we knock. */
async function takeUse(url: string): Promise<Use | undefined> {
  const socket = new Socket();
  const client = new pg.Client({ connectionString: url, application_name: 'plumbline use', stream: () => socket });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select pg_advisory_lock_shared($1)', [useLock]);
    return { client, socket };
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === '28P01') {
      throw new DatabaseRefusal('The embedded database refuses its own password; the data folder holds parts of two installations.', {
        cause: error,
      });
    }
    await client.end().catch(() => {});
    return undefined;
  }
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName]);
  if (rowCount) return;
  await client.query(`create database ${databaseName}`).catch((error: unknown) => {
    // Another process made it between the two statements.
    if (!(error instanceof pg.DatabaseError) || !['42P04', '23505'].includes(error.code ?? '')) throw error;
  });
}

async function release(cluster: Cluster, { client, socket }: Use): Promise<void> {
  socket.ref();
  const alone = await client
    .query<{ alone: boolean }>('select pg_advisory_unlock_shared($1), pg_try_advisory_lock($1) as alone', [useLock])
    .then(({ rows }) => rows[0]?.alone === true)
    // The connection broke, so the server was restarted under us: it is ours to stop all the same.
    .catch(() => true);
  if (alone && (await readPostmaster(cluster.data)).state !== 'absent') {
    await runOnCluster(cluster, 'pg_ctl', ['stop', '-m', 'fast', '-w', '-t', '60', '-s']);
  }
  await client.end().catch(() => {});
}

function urlOf(cluster: Cluster, port: number, database: string): string {
  return `postgresql://${databaseName}:${cluster.password}@127.0.0.1:${port}/${database}`;
}

/** The port of a server that was killed, if nobody takes it for as long as `patienceMs`: processes that outlived it know no other. Else any that is free. */
async function choosePort({ data }: Cluster, patienceMs: number): Promise<number> {
  const last = await readLastPort(data);
  if (last === undefined) return freePort();
  for (const until = Date.now() + patienceMs; ; await delay(100)) {
    const port = await freePort(last).catch(() => undefined);
    if (port !== undefined) return port;
    if (Date.now() >= until) return freePort();
  }
}

function freePort(wanted = 0): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? done(address.port) : fail(new Error('no free port'))));
    });
  });
}
