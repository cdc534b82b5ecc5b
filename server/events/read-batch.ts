import type pg from 'pg';

/** Consecutive events of one run, encoded once as the message that every viewer gets. */
export type Batch = { from: number; to: number; isFinal: boolean; bytes: Buffer };
/** Events after `after` and up to `upTo`; no more than `rows` of them. */
export type Stretch = { runId: string; after: number; upTo: number; rows: number };

/** Bounds what one write to a slow viewer can leave in memory; one event may be larger alone. */
export const batchBytes = 256 * 1024;

// The payload goes out as it was written: nothing is parsed or printed, here or there, however many events there are. Only what may be
// the last event of its run is looked into.
const selectBatches = `
  SELECT "runId", "from", "to", json,
    (SELECT e.payload->>'kind' = 'finished' FROM run_events e WHERE e.run_id = "runId" AND e.seq = "to") AS "isFinal"
  FROM (
    SELECT wanted.run_id AS "runId", min(seq) AS "from", max(seq) AS "to", string_agg(json, ',' ORDER BY seq) AS json
    FROM unnest($1::uuid[], $2::int[], $3::int[], $4::int[]) AS wanted (run_id, after, up_to, rows)
    CROSS JOIN LATERAL (
      SELECT seq, json, sum(octet_length(json)) OVER (ORDER BY seq ROWS UNBOUNDED PRECEDING) - octet_length(json) AS before
      FROM (
        SELECT seq,
          '{"seq":' || seq || ',"at":' || left(to_json(created_at AT TIME ZONE 'UTC')::text, -1) || 'Z","event":' || payload::text || '}' AS json
        FROM run_events WHERE run_id = wanted.run_id AND seq > wanted.after AND seq <= wanted.up_to
        ORDER BY seq LIMIT wanted.rows
      ) AS events
    ) AS bounded
    WHERE before < ${batchBytes}
    GROUP BY wanted.run_id, wanted.after, wanted.up_to
  ) AS batches`;

type Row = { runId: string; from: number; to: number; isFinal: boolean; json: string };

/** Reads the next batch of each stretch in one statement. A stretch without events gives none. The stretches are of different runs. */
export async function readBatches(pool: pg.Pool, stretches: readonly Stretch[]): Promise<Map<string, Batch>> {
  const column = <K extends keyof Stretch>(key: K) => stretches.map((stretch) => stretch[key]);
  const values = [column('runId'), column('after'), column('upTo'), column('rows')];
  const { rows } = await pool.query<Row>({ name: 'read_run_events', text: selectBatches, values });
  return new Map(rows.map(({ runId, json, ...batch }) => [runId, { ...batch, bytes: encodeMessage(json, batch.to) }]));
}

/** A message of tRPC's subscriptions with the transformer superjson, to which plain JSON is itself under `json`. */
function encodeMessage(json: string, lastSeq: number): Buffer {
  return Buffer.from(`data: {"json":[${json}]}\nid: ${lastSeq}\n\n\n`);
}
