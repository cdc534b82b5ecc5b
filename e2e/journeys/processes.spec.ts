import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import pg from 'pg';
import { openCluster, runOnCluster } from '#server/db/embedded-cluster.ts';
import { startEmbeddedPostgres } from '#server/db/embedded-postgres.ts';
import { readPostmaster } from '#server/db/postmaster.ts';
import { connect, followRun, signIn, startSampleRun } from '../client.ts';
import { makeDataFolder, startInVain, startServer, startWorker } from '../server.ts';

const secret = '5e'.repeat(32);
const secondStartMs = 10_000;

type Health = Record<'status' | 'web' | 'database' | 'documents' | 'worker', 'up' | 'down'>;

async function readHealth(url: string): Promise<{ status: number; health: Health }> {
  const answer = await fetch(`${url}/api/health`);
  return { status: answer.status, health: (await answer.json()) as Health };
}

/** Waits for an answer of the health address, within what a load balancer would bear. */
async function expectHealth(url: string, status: number, parts: Partial<Health>): Promise<void> {
  await expect.poll(() => readHealth(url), { timeout: 25_000 }).toMatchObject({ status, health: parts });
}

/** A Postgres that belongs to none of the processes under test, as one on a machine of its own: nobody but the test starts it again. */
async function openDatabase() {
  const { dataPath, remove } = await makeDataFolder();
  const home = join(dataPath, 'postgres');
  const made = await startEmbeddedPostgres(dataPath);
  await made.stop();
  const cluster = await openCluster(home);
  /** Starts it where it was, on its port; that fails for as long as a session of a dead one has not noticed. */
  const start = () =>
    expect(() => runOnCluster(cluster, 'pg_ctl', ['restart', '-w', '-s', '-l', '../server.log'])).toPass({ timeout: 60_000 });
  await start();
  return {
    url: made.url,
    /** Ends the server as the kernel does when memory runs out. */
    kill: async () => process.kill(await postmasterOf(dataPath), 'SIGKILL'),
    startAgain: start,
    close: async () => {
      if (!(await isDatabaseGone(dataPath))) await runOnCluster(cluster, 'pg_ctl', ['stop', '-m', 'fast', '-w', '-s']);
      await remove();
    },
  };
}

/** The process of the embedded database of a data folder, by the note that it keeps there. */
async function postmasterOf(dataPath: string): Promise<number> {
  return Number((await readFile(join(dataPath, 'postgres/data/postmaster.pid'), 'utf8')).split('\n')[0]);
}

async function isDatabaseGone(dataPath: string): Promise<boolean> {
  return (await readPostmaster(join(dataPath, 'postgres/data'))).state === 'absent';
}

test('a web process serves what a worker process does', async () => {
  const database = await openDatabase();
  const { dataPath, remove } = await makeDataFolder();
  const env = { DATABASE_URL: database.url, PLUMBLINE_SECRET: secret };
  const web = await startServer({ dataPath, env: { ...env, ROLE: 'web' } });
  try {
    await expectHealth(web.url, 503, { status: 'down', web: 'up', database: 'up', documents: 'up', worker: 'down' });
    const owner = await signIn(web);
    const client = connect(web, owner);
    const runId = await startSampleRun(client, '3.1');
    const events = followRun(web, owner, runId);
    expect((await client.runs.get.query({ organization: 'home', runId })).status).toBe('queued');

    const worker = await startWorker({ dataPath, env });
    await expectHealth(web.url, 200, { status: 'up', worker: 'up' });
    const seen = await events;
    const last = seen.at(-1)?.event;
    // With what it says, where it says something else.
    expect(last, JSON.stringify(last)).toMatchObject({ kind: 'finished', outcome: 'verified' });
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
    expect(await whoWorked(database.url)).toEqual([expect.stringContaining(`-${worker.pid}-`)]);
    const { files } = await client.runs.changes.query({ organization: 'home', runId });
    expect(files.map(({ path }) => path)).toContain('src/quantity-discount.ts');

    expect(await worker.stop()).toBe(0);
    await expectHealth(web.url, 503, { database: 'up', worker: 'down' });
  } finally {
    await web.stop();
    await database.close();
    await remove();
  }
});

/** The processes that the durable engine gave work to. */
async function whoWorked(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT executor_id AS id FROM dbos.workflow_status WHERE executor_id <> ''`,
  );
  await client.end();
  return rows.map(({ id }) => id);
}

test('a database that dies is told of, and work goes on when it is back', async () => {
  const database = await openDatabase();
  const { dataPath, remove } = await makeDataFolder();
  const server = await startServer({ dataPath, env: { DATABASE_URL: database.url, PLUMBLINE_SECRET: secret } });
  try {
    await expectHealth(server.url, 200, { status: 'up' });
    const owner = await signIn(server);
    const client = connect(server, owner);
    const runId = await startSampleRun(client, '3.1');
    const events = followRun(server, owner, runId);
    await expect.poll(async () => (await client.runs.get.query({ organization: 'home', runId })).status).toBe('running');

    await database.kill();
    await expectHealth(server.url, 503, { web: 'up', database: 'down', documents: 'down', worker: 'down' });
    expect((await fetch(`${server.url}/sign-in`)).status).toBe(200);

    await database.startAgain();
    await expectHealth(server.url, 200, { status: 'up' });
    const seen = await events;
    const last = seen.at(-1)?.event;
    // With what it says, where it says something else.
    expect(last, JSON.stringify(last)).toMatchObject({ kind: 'finished', outcome: 'verified' });
    expect(seen.map(({ seq }) => seq)).toEqual(seen.map((_, index) => index + 1));
  } finally {
    await server.stop();
    await database.close();
    await remove();
  }
});

test('Ctrl-C ends all of it, the database included, and the second start is a matter of seconds', async () => {
  const { dataPath, remove } = await makeDataFolder();
  const first = await startServer({ dataPath });
  try {
    expect(await isDatabaseGone(dataPath)).toBe(false);
    expect(await first.stop('SIGINT')).toBe(0);
    expect(await isDatabaseGone(dataPath)).toBe(true);

    const startedAt = performance.now();
    const second = await startServer({ dataPath });
    const tookMs = performance.now() - startedAt;
    console.log(`second start ready in ${(tookMs / 1000).toFixed(1)} s`);
    await expectHealth(second.url, 200, { status: 'up' });
    expect(tookMs).toBeLessThan(secondStartMs);
    expect(await second.stop('SIGINT')).toBe(0);
    expect(await isDatabaseGone(dataPath)).toBe(true);
  } finally {
    await first.stop();
    await remove();
  }
});

test('Ctrl-C ends it in its order also when the database has died', async () => {
  const { dataPath, remove } = await makeDataFolder();
  const server = await startServer({ dataPath });
  try {
    process.kill(await postmasterOf(dataPath), 'SIGKILL');
    await expectHealth(server.url, 503, { web: 'up', database: 'down' });
    expect(await server.stop('SIGINT')).toBe(0);
    expect(await isDatabaseGone(dataPath)).toBe(true);
    const again = await startServer({ dataPath });
    await expectHealth(again.url, 200, { status: 'up' });
    expect(await again.stop('SIGINT')).toBe(0);
  } finally {
    await server.kill();
    await remove();
  }
});

test.describe('a start that cannot be ends with one sentence and leaves nothing running', () => {
  /** Starts on a data folder of its own with `env`, and expects code 1 and nothing but a sentence. */
  async function expectRefusal(env: Record<string, string>, sentence: RegExp): Promise<void> {
    const { dataPath, remove } = await makeDataFolder();
    try {
      const { code, errors } = await startInVain({ dataPath, env });
      expect(errors).toMatch(sentence);
      expect(errors.split('\n')).toHaveLength(1);
      expect(code).toBe(1);
      expect(await isDatabaseGone(dataPath)).toBe(true);
    } finally {
      await remove();
    }
  }

  test('on a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await expectRefusal({ PORT: String(port) }, new RegExp(`^plumbline: [Pp]ort ${port} is taken by another program; .*PORT=`));
    other.close();
  });

  test('in a data folder that cannot be', async () => {
    const { dataPath, remove } = await makeDataFolder();
    const file = join(dataPath, 'file');
    await writeFile(file, 'not a folder');
    await expectRefusal(
      { PLUMBLINE_DATA: join(file, 'data') },
      /^plumbline: The data folder .*\/file\/data cannot be written; .*PLUMBLINE_DATA/,
    );
    // Under a database of one's own, too: repositories are kept here.
    await expectRefusal(
      { PLUMBLINE_DATA: '/proc/plumbline/data', DATABASE_URL: 'postgresql://127.0.0.1:1/x' },
      /^plumbline: The data folder \/proc.* cannot be written; .*PLUMBLINE_DATA/,
    );
    await expectRefusal({ PLUMBLINE_DATA: file }, /^plumbline: The data folder .*\/file cannot be written; .*PLUMBLINE_DATA/);
    await remove();
  });

  for (const [env, sentence] of [
    [{ PORT: 'abc' }, /^plumbline: PORT is "abc"; it must be a number from 0 to 65535\.$/],
    [{ ROLE: 'x' }, /^plumbline: ROLE is "x"; it can be web, worker or all\.$/],
    [{ HOST: 'not a host' }, /^plumbline: HOST is "not a host"; .*$/],
    [{ HOST: '192.0.2.1' }, /^plumbline: HOST is "192\.0\.2\.1", which is no address of this machine\.$/],
    [{ PLUMBLINE_SECRET: 'short' }, /^plumbline: PLUMBLINE_SECRET must be 64 hexadecimal digits\.$/],
    [{ DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/x' }, /^plumbline: The database at 127\.0\.0\.1:1 does not let us in: .*$/],
    [{ DATABASE_URL: 'nonsense' }, /^plumbline: .*(database|DATABASE_URL).*$/],
  ] as const) {
    const [name, value] = Object.entries(env)[0] ?? [];
    test(`with ${name}=${value}`, () => expectRefusal(env, sentence));
  }
});
