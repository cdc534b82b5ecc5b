import type pg from 'pg';
import { type Batch, batchBytes, batchesOf } from './read-batch.ts';

// From where the kept batches of the run end. Only what is full and has something behind it: a batch that is kept is never added to, and never the
// run's last. Of two processes that would keep the same run, one leaves it to the other.
const keepNext = `
  INSERT INTO run_event_batches (run_id, from_seq, to_seq, message)
  SELECT run_id, "from", "to", message
  FROM (${batchesOf(`(
    SELECT runs.id, coalesce((SELECT max(to_seq) FROM run_event_batches kept WHERE kept.run_id = runs.id), 0), runs.last_seq - 1, $2::int
    FROM runs WHERE runs.id = $1::uuid AND pg_try_advisory_xact_lock(hashtextextended('run_event_batches', 0) # hashtextextended($1::text, 0))
  )`)}) AS batches
  WHERE octet_length(message) >= ${batchBytes * 0.9} OR events = $2::int
  ON CONFLICT DO NOTHING`;

/** Keeps, in the background, what the log of a run is encoded as, so that a late viewer gets a copy of bytes. */
export type BatchKeeper = {
  /** The run has more events of about this length than are kept. Resolves when they are, or cannot be now; never rejects. */
  keep(runId: string, bytesPerEvent: number): Promise<void>;
};

/** Opens the keeper of this process: one batch at a time, whatever is asked, so that it is felt by nobody. */
export function createBatchKeeper(pool: pg.Pool): BatchKeeper {
  const underWay = new Map<string, Promise<void>>();
  let turn = Promise.resolve();
  const keepAll = async (runId: string, rows: number) => {
    try {
      for (let kept: number | null = 1; kept === 1; )
        ({ rowCount: kept } = await pool.query({ name: 'keep_run_events', text: keepNext, values: [runId, rows] }));
    } catch {
      // It is a copy: the table has it all, and whoever comes next asks again.
    } finally {
      underWay.delete(runId);
    }
  };
  return {
    keep: (runId, bytesPerEvent) => {
      const known = underWay.get(runId);
      if (known) return known;
      turn = turn.then(() => keepAll(runId, rowsOfBatch(bytesPerEvent)));
      underWay.set(runId, turn);
      return turn;
    },
  };
}

const mostRows = 5000;

/** How many events to look at for a batch: to print a thousand long ones and then send thirty would cost as much again for each batch. */
export function rowsOfBatch(bytesPerEvent: number): number {
  return Math.min(mostRows, Math.ceil((1.1 * batchBytes) / bytesPerEvent));
}

/** Read at once: a late viewer takes them one after the other, and a question for each would take longer than the bytes. */
const mostAtOnce = 6;

// What begins right behind `after` and what follows it; else where the one ends in whose middle that is.
const findKept = `
  (SELECT from_seq AS "from", to_seq AS "to", message FROM run_event_batches
   WHERE run_id = $1::uuid AND from_seq > $2::int
     AND EXISTS (SELECT FROM run_event_batches first WHERE first.run_id = $1::uuid AND first.from_seq = $2::int + 1)
   ORDER BY from_seq LIMIT ${mostAtOnce})
  UNION ALL
  (SELECT from_seq, to_seq, NULL FROM run_event_batches
   WHERE run_id = $1::uuid AND from_seq <= $2::int AND to_seq > $2::int ORDER BY from_seq DESC LIMIT 1)`;

/** The kept batches that follow `after`, in order, where one begins there; else where the one ends that holds what follows. */
export async function findKeptBatches(
  pool: pg.Pool,
  { runId, after }: { runId: string; after: number },
): Promise<{ batches: [Batch, ...Batch[]] } | { to: number } | undefined> {
  const query = { name: 'find_kept_run_events', text: findKept, values: [runId, after] };
  const { rows } = await pool.query<{ from: number; to: number; message: string | null }>(query);
  const batches: Batch[] = [];
  for (const { from, to, message } of rows)
    if (message !== null && from === (batches.at(-1)?.to ?? after) + 1)
      batches.push({ from, to, isFinal: false, bytes: Buffer.from(message) });
  const [first, ...rest] = batches;
  if (first) return { batches: [first, ...rest] };
  const around = rows.find(({ message }) => message === null);
  return around && { to: around.to };
}
