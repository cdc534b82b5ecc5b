import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import pg from 'pg';
import { applicationName, applicationVersion } from './names.ts';

const beatMs = 1000;
/** A worker that died says nothing any more, and its lock is free; one whose connection broke is back by then. */
const silentSeconds = 3;
/** A worker that holds its lock and says nothing is stopped or hung: its session is ended, and it may not go on. */
const hungSeconds = 15;

export type Lease = { release(): Promise<void> };
type LeaseOptions = { url: string; workerId: string; onLost: () => void; onTakenOver: (deadWorkerId: string, runs: number) => void };

/** The lock that says that a worker lives. It belongs to a session of the database, so it frees itself with the process. */
const lockKey = `hashtextextended('plumbline worker ' || $1, 0)`;

/**
 * Holds the lease of a worker, says each second that it lives, and takes over what dead workers had begun: the engine
 * alone would wait for a process of the same name. Resolves when the lease is held. `onLost` is called when another worker
 * has taken this one over: the process must end, since its steps are being repeated.
 */
export async function holdLease({ url, workerId, onLost, onTakenOver }: LeaseOptions): Promise<Lease> {
  let client = await connect(url, workerId);
  let isReleased = false;
  await acquire(client, workerId);

  const beat = async () => {
    // The row is deleted by whoever takes over. Only the clock of the database counts.
    const { rowCount } = await client.query('UPDATE workers SET seen_at = now() WHERE id = $1', [workerId]);
    if (rowCount === 0) {
      isReleased = true;
      onLost();
    }
  };

  const comeBack = async () => {
    await client.end().catch(() => {});
    client = await connect(url, workerId);
    const { rows } = await client.query<{ ok: boolean }>(`SELECT pg_try_advisory_lock(${lockKey}) AS ok`, [workerId]);
    // Held still by the broken session, or by whoever is taking over: the next beat finds out which.
    if (!rows[0]?.ok) await client.end();
  };

  const live = async () => {
    try {
      await beat();
      if (!isReleased) await sweep(client, workerId, onTakenOver);
    } catch {
      await comeBack().catch(() => {});
    }
  };

  let living: Promise<void> | undefined;
  const timer = setInterval(() => {
    living ??= live().finally(() => {
      living = undefined;
    });
  }, beatMs);

  return {
    release: async () => {
      isReleased = true;
      clearInterval(timer);
      await living;
      // Without the row and the lock, whoever comes next takes over at once.
      await client.query('DELETE FROM workers WHERE id = $1', [workerId]).catch(() => {});
      await client.end().catch(() => {});
    },
  };
}

async function connect(url: string, workerId: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    keepAlive: true,
    query_timeout: 10_000,
    application_name: `plumbline worker ${workerId}`,
  });
  client.on('error', () => {});
  await client.connect();
  return client;
}

async function acquire(client: pg.Client, workerId: string): Promise<void> {
  const { rows } = await client.query<{ ok: boolean }>(`SELECT pg_try_advisory_lock(${lockKey}) AS ok`, [workerId]);
  if (!rows[0]?.ok) throw new Error(`A worker with the id ${workerId} is running already.`);
  const text = `INSERT INTO workers (id, seen_at, version) VALUES ($1, now(), $2)
    ON CONFLICT (id) DO UPDATE SET seen_at = now(), version = $2`;
  await client.query(text, [workerId, applicationVersion]);
}

const selectSilent = `
  SELECT w.id, coalesce(w.seen_at < now() - make_interval(secs => ${hungSeconds}), false) AS "isHung"
  FROM (
    SELECT DISTINCT executor_id AS id FROM dbos.workflow_status
    WHERE status = 'PENDING' AND executor_id IS NOT NULL AND executor_id <> $1 AND application_name = '${applicationName}'
  ) AS busy JOIN LATERAL (
    SELECT busy.id, (SELECT seen_at FROM workers WHERE workers.id = busy.id) AS seen_at
  ) AS w ON true
  WHERE w.seen_at IS NULL OR w.seen_at < now() - make_interval(secs => ${silentSeconds})`;

const endSession = `
  SELECT pg_terminate_backend(pid) FROM pg_locks
  WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND (classid::bigint << 32) | objid::bigint = ${lockKey}`;

/** Puts what silent workers had begun back on its queue, where any worker may take it. */
async function sweep(client: pg.Client, workerId: string, onTakenOver: LeaseOptions['onTakenOver']): Promise<void> {
  const { rows } = await client.query<{ id: string; isHung: boolean }>(selectSilent, [workerId]);
  for (const { id, isHung } of rows) {
    if (isHung) await client.query(endSession, [id]);
    const { rows: locks } = await client.query<{ ok: boolean }>(`SELECT pg_try_advisory_lock(${lockKey}) AS ok`, [id]);
    if (!locks[0]?.ok) continue;
    try {
      await client.query('DELETE FROM workers WHERE id = $1', [id]);
      const taken = (await DBOSExecutor.globalInstance?.recoverPendingWorkflows([id])) ?? [];
      if (taken.length > 0) onTakenOver(id, taken.length);
    } finally {
      await client.query(`SELECT pg_advisory_unlock(${lockKey})`, [id]);
    }
  }
}
