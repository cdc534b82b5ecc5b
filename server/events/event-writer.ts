import type pg from 'pg';
import { appendRunEvents, type KeyedEvent, type Written } from './append-events.ts';
import { outlastDatabase } from './database-away.ts';
import { createBatchKeeper } from './kept-batches.ts';
import { batchBytes } from './read-batch.ts';

const groupMs = 10;
/** A group that is longer is not faster, and holds the locks of its runs for longer. */
const groupEvents = 2000;

type Waiting = { resolve: () => void; reject: (cause: unknown) => void };
/** Events of one run with the flushes that wait for them. */
type Pending = { runId: string; events: KeyedEvent[]; waiting: Waiting[] };

/** Writes what running steps say: many events of many runs, in one transaction each 10 ms. */
export type EventWriter = {
  /** Takes events to be written soon, in this order. */
  append(runId: string, ...events: KeyedEvent[]): void;
  /** Resolves when all that was appended for the run so far is durable; rejects if it cannot be written. */
  flush(runId: string): Promise<void>;
  /** Writes what is left, and takes no more. */
  close(): Promise<void>;
};

/** What surrounds an event on the wire, about. */
const bytesAround = 56;
/** Runs whose unkept length is remembered: it is a hint, and whoever reads a long run asks for the rest to be kept. */
const mostRunsCounted = 1000;

/** Opens the writer of this process. While the database restarts, events wait here and nothing is lost. */
export function createEventWriter(pool: pg.Pool): EventWriter {
  let queue: Pending[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | undefined;
  /** Runs of which a group could not be written before anybody waited for it: their next flush says so. */
  const broken = new Map<string, Error>();
  const closing = new AbortController();
  const keeper = createBatchKeeper(pool);
  const unkept = new Map<string, { events: number; bytes: number }>();

  const schedule = (delayMs: number) => {
    if (writing || (timer && delayMs > 0)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      writing = writeGroup().finally(() => {
        writing = undefined;
        if (queue.length > 0) schedule(queue.some(({ waiting }) => waiting.length > 0) ? 0 : groupMs);
      });
    }, delayMs);
  };

  const writeGroup = async () => {
    const group = takeGroup();
    try {
      await write(group);
    } catch {
      // The events of one run cannot be written: the others' can, and that one is told.
      for (const pending of group) {
        await write([pending]).catch((cause: unknown) => {
          if (pending.waiting.length === 0) broken.set(pending.runId, asError(cause));
          for (const { reject } of pending.waiting) reject(cause);
        });
      }
    }
  };

  const write = async (group: readonly Pending[]) => {
    const written = await outlastDatabase(() => appendRunEvents(pool, group), closing.signal);
    for (const { resolve } of group.flatMap(({ waiting }) => waiting)) resolve();
    keepFull(written);
  };

  const keepFull = (written: Written) => {
    for (const [runId, { events, characters }] of written) {
      const before = unkept.get(runId) ?? { events: 0, bytes: 0 };
      const now = { events: before.events + events, bytes: before.bytes + characters + events * bytesAround };
      if (now.bytes < batchBytes) {
        unkept.set(runId, now);
        continue;
      }
      unkept.delete(runId);
      void keeper.keep(runId, now.bytes / now.events);
    }
    if (unkept.size > mostRunsCounted) unkept.clear();
  };

  const takeGroup = (): Pending[] => {
    let count = 0;
    const end = queue.findIndex(({ events }) => {
      count += events.length;
      return count > groupEvents;
    });
    const group = queue.slice(0, end < 0 ? queue.length : Math.max(1, end));
    queue = queue.slice(group.length);
    return group;
  };

  const pendingOf = (runId: string): Pending => {
    const known = queue.findLast((pending) => pending.runId === runId);
    if (known && known.events.length < groupEvents) return known;
    const fresh: Pending = { runId, events: [], waiting: [] };
    queue.push(fresh);
    return fresh;
  };

  return {
    append: (runId, ...events) => {
      pendingOf(runId).events.push(...events);
      schedule(groupMs);
    },
    flush: (runId) =>
      new Promise((resolve, reject) => {
        const failed = broken.get(runId);
        if (failed) {
          broken.delete(runId);
          reject(failed);
          return;
        }
        // Without events of its own it still waits its turn behind the group that is being written.
        pendingOf(runId).waiting.push({ resolve, reject });
        schedule(0);
      }),
    close: async () => {
      clearTimeout(timer);
      closing.abort();
      await writing;
      while (queue.length > 0) await writeGroup();
    },
  };
}

/** What was thrown, as an error whatever it was. */
function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause), { cause });
}
