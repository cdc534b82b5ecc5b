import type pg from 'pg';
import type { RunEvent } from '#core/run/run-event.ts';
import type { Tx } from '#server/db/client.ts';

/** An event with the key that names it within its run: appending the same key again changes nothing. */
export type KeyedEvent = { key: string; event: RunEvent };
export type RunEvents = { runId: string; events: readonly KeyedEvent[] };

/** How much an append gave to each run. */
export type Written = Map<string, { events: number; characters: number }>;

/** One statement of an open transaction. */
type Query = (text: string, values: unknown[]) => Promise<unknown>;

/** The channel on which a committed append is told, with the run's id. The table is the truth; this is only a hint to read it. */
export const eventsChannel = 'run_events';

// Locked in the order of their ids, so that two writers of several runs cannot wait for each other.
const lockRuns = 'SELECT id FROM runs WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE';

// A statement of its own after the lock: only then does its snapshot hold the keys of the writer that it waited for.
// Numbers go to new keys alone, so a key that is there already leaves no gap.
const insertEvents = `
  WITH fresh AS (
    SELECT DISTINCT ON (given.run_id, given.key) given.run_id, given.key, given.payload, given.position
    FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS given (run_id, key, payload, position)
    WHERE NOT EXISTS (SELECT 1 FROM run_events e WHERE e.run_id = given.run_id AND e.key = given.key)
    ORDER BY given.run_id, given.key, given.position
  ), numbered AS (
    SELECT fresh.run_id, fresh.key, fresh.payload,
      runs.last_seq + row_number() OVER (PARTITION BY fresh.run_id ORDER BY fresh.position) AS seq
    FROM fresh JOIN runs ON runs.id = fresh.run_id
  ), inserted AS (
    INSERT INTO run_events (run_id, seq, key, payload)
    SELECT run_id, seq, key, payload::json FROM numbered
    RETURNING run_id, seq
  ), raised AS (
    UPDATE runs SET last_seq = top.seq
    FROM (SELECT run_id, max(seq) AS seq FROM inserted GROUP BY run_id) AS top
    WHERE runs.id = top.run_id
    RETURNING runs.id
  )
  SELECT pg_notify('${eventsChannel}', id::text) IS NULL AS told FROM raised`;

async function append(query: Query, groups: readonly RunEvents[]): Promise<Written> {
  const rows = groups.flatMap(({ runId, events }) =>
    events.map(({ key, event }) => ({ runId, key, payload: storable(JSON.stringify(event)) })),
  );
  const written: Written = new Map();
  if (rows.length === 0) return written;
  await query(lockRuns, [[...new Set(rows.map(({ runId }) => runId))]]);
  await query(insertEvents, [rows.map(({ runId }) => runId), rows.map(({ key }) => key), rows.map(({ payload }) => payload)]);
  for (const { runId, payload } of rows) {
    const { events, characters } = written.get(runId) ?? { events: 0, characters: 0 };
    written.set(runId, { events: events + 1, characters: characters + payload.length });
  }
  return written;
}

/**
 * Postgres holds no NUL and no half of a surrogate pair in JSON, and the output of commands has both. `JSON.stringify`
 * escapes exactly these; escapes are read from left to right, so a backslash that somebody wrote is not taken for one.
 */
export function storable(json: string): string {
  return json.replace(/\\(u0000|ud[89a-f][0-9a-f]{2}|.)/gs, (found, what: string) => (what.length > 1 ? '\\ufffd' : found));
}

/**
 * Appends events of several runs in one transaction: numbered without gaps under each run's row lock, each key once,
 * viewers told when it commits. Events of a run that does not exist are dropped.
 */
export async function appendRunEvents(pool: pg.Pool, groups: readonly RunEvents[]): Promise<Written> {
  const client = await pool.connect();
  let problem: Error | undefined;
  try {
    await client.query('BEGIN');
    const written = await append((text, values) => client.query({ name: nameOf(text), text, values }), groups);
    await client.query('COMMIT');
    return written;
  } catch (cause) {
    problem = cause instanceof Error ? cause : new Error('The append failed.', { cause });
    await client.query('ROLLBACK').catch(() => {});
    throw cause;
  } finally {
    // A connection that failed in the middle of a transaction is not given to anybody else.
    client.release(problem);
  }
}

function nameOf(text: string): string {
  return text === lockRuns ? 'lock_runs' : 'insert_run_events';
}

/** Appends events of one run; see `appendRunEvents`. */
export async function appendEvents(pool: pg.Pool, runId: string, events: readonly KeyedEvent[]): Promise<void> {
  await appendRunEvents(pool, [{ runId, events }]);
}

/** The same as part of a Prisma transaction: the events exist if and only if it commits. */
export async function appendEventsInTx(tx: Tx, runId: string, events: readonly KeyedEvent[]): Promise<void> {
  await append((text, values) => tx.$queryRawUnsafe(text, ...values), [{ runId, events }]);
}
