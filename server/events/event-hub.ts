import type pg from 'pg';
import type { NumberedEvent } from '#core/run/run-event.ts';
import { eventsChannel } from './append-events.ts';
import { createBatchReader } from './batch-reader.ts';
import { rowsOfBatch } from './kept-batches.ts';
import { listen } from './listen.ts';
import { type Batch, readBatches, type Stretch } from './read-batch.ts';

/** Somebody who reads a run from `cursor` on. Woken whenever there may be more; asks for it with `next`. */
export type Reader = {
  /** What comes after `cursor`: a batch, `end` after the run's last event, or nothing yet: then `wake` will be called. */
  next(cursor: number): Promise<Batch | 'end' | undefined> | Batch | 'end' | undefined;
  close(): void;
};

export type FollowRun = { runId: string; from: number; signal: AbortSignal };

/** What web processes know of running runs: one listening connection, and of each watched run its newest batches. */
export type EventHub = {
  read(runId: string, wake: () => void): Reader;
  /** Yields a run's events from number `from` on, each once and in order, until it has finished or `signal` fires. */
  followRun(follow: FollowRun): AsyncGenerator<NumberedEvent, void>;
  /** False while the database does not tell of new events; viewers then wait, and miss nothing. */
  isListening(): boolean;
  close(): Promise<void>;
};

/** The newest batches of a run, shared by all who watch it. `head` is null until the run has been looked up. */
type Tail = {
  runId: string;
  head: number | null;
  isFinished: boolean;
  batches: Batch[];
  bytes: number;
  bytesPerEvent: number;
  wakes: Set<() => void>;
};

const tailBytes = 1024 * 1024;
/** How long an event is until one of the run has been seen; long enough that the first batch is there at once. */
const guessedBytesPerEvent = 1024;
/** Between two reads of what is new, of all runs together: what arrives meanwhile is one batch, encoded once. */
const gatherMs = 8;
/** A notice can be lost with a connection that nobody saw break. */
const suspicionMs = 5000;

/** Opens the hub of this process on its own connection to `url`; reads go through `pool`. */
export function createEventHub({ pool, url }: { pool: pg.Pool; url: string }): EventHub {
  const tails = new Map<string, Tail>();
  const dirty = new Set<Tail>();
  const reader = createBatchReader(pool);
  let timer: NodeJS.Timeout | undefined;
  let isReading = false;
  let isClosed = false;

  const mark = (tail: Tail) => {
    dirty.add(tail);
    if (isReading || isClosed) return;
    // Whoever comes to a run that nobody watches waits for nothing that could be gathered.
    if (tail.head === null) clearTimeout(timer);
    else if (timer) return;
    timer = setTimeout(refresh, tail.head === null ? 0 : gatherMs);
  };
  const markAll = () => {
    for (const tail of tails.values()) mark(tail);
  };

  const refresh = async () => {
    timer = undefined;
    isReading = true;
    const asked = [...dirty].filter(({ wakes }) => wakes.size > 0);
    dirty.clear();
    try {
      await lookUp(asked.filter(({ head }) => head === null));
      const known = asked.filter((tail) => tail.head !== null && !tail.isFinished);
      const stretches = known.map((tail) => ({
        runId: tail.runId,
        after: tail.head ?? 0,
        upTo: 2 ** 31 - 1,
        rows: rowsOfBatch(tail.bytesPerEvent),
      }));
      const batches = stretches.length > 0 ? await readBatches(pool, stretches) : new Map<string, Batch>();
      for (const tail of known) extend(tail, batches.get(tail.runId));
    } catch {
      // The database is away. Readers keep their place, and this is asked again.
      for (const tail of asked) dirty.add(tail);
    }
    isReading = false;
    if (dirty.size > 0 && !isClosed) timer = setTimeout(refresh, gatherMs);
  };

  const lookUp = async (fresh: readonly Tail[]) => {
    if (fresh.length === 0) return;
    const text = `SELECT runs.id, runs.last_seq, coalesce(e.payload->>'kind' = 'finished', false) AS is_finished
      FROM runs LEFT JOIN run_events e ON e.run_id = runs.id AND e.seq = runs.last_seq WHERE runs.id = ANY($1::uuid[])`;
    const { rows } = await pool.query<{ id: string; last_seq: number; is_finished: boolean }>(text, [fresh.map(({ runId }) => runId)]);
    for (const tail of fresh) {
      const row = rows.find(({ id }) => id === tail.runId);
      tail.head = row?.last_seq ?? 0;
      tail.isFinished = row?.is_finished ?? false;
      for (const wake of tail.wakes) wake();
    }
  };

  const extend = (tail: Tail, batch: Batch | undefined) => {
    if (!batch) return;
    measure(tail, batch);
    tail.head = batch.to;
    tail.isFinished = batch.isFinal;
    tail.batches.push(batch);
    tail.bytes += batch.bytes.length;
    while (tail.bytes > tailBytes && tail.batches.length > 1) tail.bytes -= tail.batches.shift()?.bytes.length ?? 0;
    for (const wake of tail.wakes) wake();
    // There may be more than one batch holds.
    mark(tail);
  };

  const tailOf = (runId: string): Tail => {
    const known = tails.get(runId);
    if (known) return known;
    const tail: Tail = {
      runId,
      head: null,
      isFinished: false,
      batches: [],
      bytes: 0,
      bytesPerEvent: guessedBytesPerEvent,
      wakes: new Set(),
    };
    tails.set(runId, tail);
    return tail;
  };

  const next = (tail: Tail, cursor: number): ReturnType<Reader['next']> => {
    if (tail.head === null) return undefined;
    if (cursor >= tail.head) return tail.isFinished ? 'end' : undefined;
    const newest = tail.batches.at(-1);
    if (newest?.from === cursor + 1) return newest;
    const holding = tail.batches.find(({ to }) => to > cursor);
    if (holding?.from === cursor + 1) return holding;
    // Further back than what is kept, or in the middle of a batch: the table has it, up to where a kept batch begins.
    const oldest = tail.batches[0];
    const upTo = holding && holding.from <= cursor ? holding.to : (oldest?.from ?? tail.head + 1) - 1;
    return readTable(tail, { runId: tail.runId, after: cursor, upTo, rows: rowsOfBatch(tail.bytesPerEvent) });
  };

  const readTable = async (tail: Tail, stretch: Stretch): Promise<Batch | undefined> => {
    const batch = await reader.read(stretch);
    if (batch) measure(tail, batch);
    return batch;
  };

  const read = (runId: string, wake: () => void): Reader => {
    const tail = tailOf(runId);
    tail.wakes.add(wake);
    mark(tail);
    return {
      next: (cursor) => next(tail, cursor),
      close: () => {
        tail.wakes.delete(wake);
        if (tail.wakes.size === 0 && tails.get(runId) === tail) tails.delete(runId);
      },
    };
  };

  const listener = listen(url, eventsChannel, {
    onNotice: (runId) => {
      const tail = tails.get(runId);
      if (tail) mark(tail);
    },
    onConnected: markAll,
  });
  const suspicion = setInterval(markAll, suspicionMs);
  suspicion.unref();

  return {
    read,
    followRun: (follow) => followRun(read, follow),
    isListening: listener.isListening,
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      clearInterval(suspicion);
      await listener.close();
    },
  };
}

function measure(tail: Tail, { from, to, bytes }: Batch): void {
  tail.bytesPerEvent = bytes.length / (to - from + 1);
}

async function* followRun(read: EventHub['read'], { runId, from, signal }: FollowRun): AsyncGenerator<NumberedEvent, void> {
  let wake = () => {};
  const reader = read(runId, () => wake());
  signal.addEventListener('abort', () => wake());
  try {
    for (let cursor = from - 1; !signal.aborted; ) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const batch = await reader.next(cursor);
      if (batch === 'end') return;
      if (!batch) {
        if (!signal.aborted) await woken;
        continue;
      }
      yield* decodeBatch(batch);
      cursor = batch.to;
    }
  } finally {
    reader.close();
  }
}

/** The events of a batch, out of the message that it is encoded as. They were validated when they were written. */
function decodeBatch({ bytes }: Batch): NumberedEvent[] {
  const message = bytes.toString();
  return (JSON.parse(message.slice('data: '.length, message.indexOf('\n'))) as { json: NumberedEvent[] }).json;
}
