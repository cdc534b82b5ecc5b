import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type Db, openDb, openPool } from '../../server/db/client.ts';
import { startEmbeddedPostgres } from '../../server/db/embedded-postgres.ts';
import { migrate } from '../../server/db/migrate.ts';
import { createDocument } from '../../server/services/documents/create-document.ts';

export const kinds = ['hocuspocus', 'y-websocket', 'ours'] as const;
export type Kind = (typeof kinds)[number];

/** A server of live documents in a process of its own. */
export type LiveServer = {
  kind: Kind;
  url: string;
  pid: number;
  /** CPU of all its threads so far, in microseconds. */
  cpuUs(): Promise<number>;
  /** Resident memory in KB. */
  rssKb(): Promise<number>;
  stop(signal?: NodeJS.Signals): Promise<void>;
};

/** Where ours keeps documents: a Postgres that writes to disk before it answers. */
export type Store = {
  url: string;
  db: Db;
  pool: pg.Pool;
  folder: string;
  /** The number of Postgres' first process. */
  postmaster(): Promise<number>;
  addDocument(text?: string, state?: Uint8Array): Promise<string>;
  /** Resolves when Postgres, which was killed, is there again: it is started anew by itself, at the same address. */
  revive(): Promise<void>;
  close(): Promise<void>;
};

const users = 100;

export async function openStore(): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-'));
  const { chmod } = await import('node:fs/promises');
  await chmod(folder, 0o755);
  const cluster = await startEmbeddedPostgres(folder);
  await migrate(cluster.url);
  const db = openDb(cluster.url);
  const pool = openPool(cluster.url);
  await db.organization.create({ data: { id: 'org', name: 'Org', slug: 'org' } });
  const ids = Array.from({ length: users }, (_, i) => `u${i}`);
  await db.user.createMany({ data: ids.map((id) => ({ id, name: id, email: `${id}@example.org` })) });
  await db.member.createMany({ data: ids.map((id) => ({ id: `m-${id}`, organizationId: 'org', userId: id, role: 'editor' })) });
  const data = { organizationId: 'org', slug: 'p', name: 'P', source: '/p', defaultBranch: 'main', headCommit: '0' };
  const project = await db.project.create({ data });
  let count = 0;
  const store: Store = {
    url: cluster.url,
    db,
    pool,
    folder,
    revive: async () => {
      await Promise.all([store.db.$disconnect(), store.pool.end()]).catch(() => {});
      while (!(await answers(cluster.url))) await delay(100);
      Object.assign(store, { db: openDb(cluster.url), pool: openPool(cluster.url) });
    },
    postmaster: async () => Number((await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]),
    addDocument: async (text = '', state) => {
      count += 1;
      const slug = `s${count}`;
      const spec = await store.db.spec.create({ data: { projectId: project.id, slug, title: slug, kind: 'feature', folder: slug } });
      const bytes = new TextEncoder().encode(text);
      const document = { projectId: project.id, specId: spec.id, kind: 'requirements', path: `${slug}.md`, bytes } as const;
      const { id } = await store.db.$transaction((tx) => createDocument(tx, document));
      if (state) await store.db.documentSnapshot.update({ where: { documentId: id }, data: { state: new Uint8Array(state) } });
      return id;
    },
    close: async () => {
      await store.db.$disconnect();
      await store.pool.end();
      await cluster.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return store;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  return client
    .connect()
    .then(() => client.end())
    .then(
      () => true,
      () => false,
    );
}

/** Starts a server. `states` is a folder with `<documentId>` files: the states that the bare servers load, as they know them. */
export async function startServer(kind: Kind, store: Store, states: string, port = 0): Promise<LiveServer> {
  const file = kind === 'ours' ? 'server/collab/testing/server-process.ts' : `bench/collab/${kind}-process.ts`;
  const child = spawn(
    process.execPath,
    [
      ...(process.env['PROF'] ? ['--cpu-prof', '--cpu-prof-dir=/tmp/collab-prof'] : []),
      file,
      kind === 'ours' ? store.url : states,
      String(port),
    ],
    {
      stdio: ['ignore', 'ignore', process.env['LOUD'] ? 'inherit' : 'ignore', 'ipc'],
    },
  );
  const message = await new Promise<{ port: number }>((resolve, reject) => {
    child.once('message', (told) => resolve(told as { port: number }));
    child.once('exit', (code) => reject(new Error(`The ${kind} server ended with ${code}.`)));
  });
  const pid = child.pid ?? 0;
  return {
    kind,
    url: `ws://127.0.0.1:${message.port}${kind === 'ours' ? '/collab' : ''}`,
    pid,
    cpuUs: () => cpuUsOfThreads(pid),
    rssKb: async () => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]),
    stop: (signal = 'SIGKILL') => stop(child, signal),
  };
}

/** From the scheduler's own count, in nanoseconds: ticks are too coarse for a run of seconds. */
export async function cpuUsOfThreads(pid: number): Promise<number> {
  let ns = 0;
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const line = await readFile(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').catch(() => '0');
    ns += Number(line.split(' ')[0]);
  }
  return ns / 1_000;
}

/** CPU of Postgres' processes so far, in microseconds. One that has ended takes its share along. */
export async function postgresCpuUs(store: Store): Promise<number> {
  const first = await store.postmaster();
  let us = await cpuUsOfThreads(first);
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) && (await readFile(`/proc/${name}/stat`, 'utf8').catch(() => ''));
    const parent = stat ? Number(stat.replace(/^.*\) /, '').split(' ')[1]) : 0;
    if (parent === first) us += await cpuUsOfThreads(Number(name)).catch(() => 0);
  }
  return us;
}

export async function makeStates(): Promise<{ folder: string; put(id: string, state: Uint8Array): Promise<void>; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'plumbline-bench-states-'));
  return {
    folder,
    put: (id, state) => writeFile(join(folder, id), state),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}
