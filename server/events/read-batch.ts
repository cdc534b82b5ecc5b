import type pg from 'pg';

/** Consecutive events of one run, encoded once as the message that every viewer gets. */
export type Batch = { from: number; to: number; isFinal: boolean; bytes: Buffer };
/** Events after `after` and up to `upTo`; no more than `rows` of them. */
export type Stretch = { runId: string; after: number; upTo: number; rows: number };

/** Bounds what one write to a slow viewer can leave in memory; one event may be larger alone. */
export const batchBytes = 256 * 1024;

/**
 * The next batch of each wanted stretch `(run_id, after, up_to, rows)`, as the message that goes out: of tRPC's subscriptions with the
 * transformer superjson, to which plain JSON is itself under `json`. The payload goes out as it was written: nothing is parsed or
 * printed, here or there, however many events there are.
 */
export const batchesOf = (wanted: string): string => `
  SELECT wanted.run_id, min(seq) AS "from", max(seq) AS "to", count(*)::int AS events,
    'data: {"json":[' || string_agg(
      '{"seq":' || seq || ',"at":"' || to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS') || 'Z","event":' || payload || '}', ',' ORDER BY seq
    ) || E']}\\nid: ' || max(seq) || E'\\n\\n\\n' AS message
  FROM ${wanted} AS wanted (run_id, after, up_to, rows)
  CROSS JOIN LATERAL (
    SELECT seq, created_at, payload, sum(octet_length(payload) + 56) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) - octet_length(payload) - 56 AS before
    FROM (
      SELECT seq, created_at, payload::text AS payload
      FROM run_events WHERE run_id = wanted.run_id AND seq > wanted.after AND seq <= wanted.up_to
      ORDER BY seq LIMIT wanted.rows
    ) AS events
  ) AS bounded
  WHERE before < ${batchBytes}
  GROUP BY wanted.run_id, wanted.after, wanted.up_to`;

// Only what may be the last event of its run is looked into.
const selectBatches = `
  SELECT run_id AS "runId", "from", "to", message,
    (SELECT e.payload->>'kind' = 'finished' FROM run_events e WHERE e.run_id = batches.run_id AND e.seq = "to") AS "isFinal"
  FROM (${batchesOf('unnest($1::uuid[], $2::int[], $3::int[], $4::int[])')}) AS batches`;

type Row = Omit<Batch, 'bytes'> & { runId: string; message: string };

/** Reads the next batch of each stretch in one statement. A stretch without events gives none. The stretches are of different runs. */
export async function readBatches(pool: pg.Pool, stretches: readonly Stretch[]): Promise<Map<string, Batch>> {
  const column = <K extends keyof Stretch>(key: K) => stretches.map((stretch) => stretch[key]);
  const values = [column('runId'), column('after'), column('upTo'), column('rows')];
  const { rows } = await pool.query<Row>({ name: 'read_run_events', text: selectBatches, values });
  return new Map(rows.map(({ runId, message, ...batch }) => [runId, { ...batch, bytes: Buffer.from(message) }]));
}
