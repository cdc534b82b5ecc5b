import type pg from 'pg';
import { type Appended, appendToDocuments, type NewUpdate } from '#server/services/documents/append-updates.ts';
import { runAlone } from './update-feed.ts';

/** Appends updates in groups: one commit for what all documents of this process gathered within a few milliseconds. */
export type UpdateWriter = {
  /** Resolves when the update is committed; rejects when it is not and will not be. Updates of one document commit in order. */
  append(documentId: string, update: NewUpdate): Promise<Appended>;
  /** Resolves when everything of the document so far is committed; undefined if it is. */
  pending(documentId: string): Promise<Appended> | undefined;
  /** True while updates of the document wait for their group to leave: what `pending` gives may still take more of them. */
  isGathering(documentId: string): boolean;
  /** The process is awake: commits now what has waited for most of its time, rather than wake it again for that. */
  nudge(): void;
  /** Commits what is waiting. */
  drain(): Promise<void>;
};

type Batch = { updates: NewUpdate[]; since: number; settled: PromiseWithResolvers<Appended> };
/** One document's way to the log. A later batch never overtakes: its updates may build on the earlier one's. */
type Lane = { waiting: Batch | undefined; flying: Batch | undefined };

/** Waits between tries while the database is away, in milliseconds: a restart of it is not worth closing documents for. */
const retryAfterMs = [50, 200, 500, 1_000, 1_500];

export function createUpdateWriter({
  pool,
  writerId,
  groupMs,
  idleClient,
}: {
  pool: pg.Pool;
  writerId: string;
  groupMs: number;
  /** A connection of the process that is idle now, to be used before one of the pool. */
  idleClient(): pg.Client | undefined;
}): UpdateWriter {
  const lanes = new Map<string, Lane>();
  let timer: NodeJS.Timeout | undefined;
  let dueAt = 0;

  /** By the age of the oldest: what gathered behind a slow commit must not wait its whole time again. */
  const schedule = ({ since }: Batch) => {
    if (timer) return;
    const now = performance.now();
    dueAt = Math.max(now, since + groupMs);
    timer = setTimeout(flush, dueAt - now);
  };

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const group = new Map<string, Batch>();
    for (const [documentId, lane] of lanes) {
      if (lane.flying || !lane.waiting) continue;
      lane.flying = lane.waiting;
      lane.waiting = undefined;
      group.set(documentId, lane.flying);
    }
    if (group.size > 0) void commit(group);
  };

  const commit = async (group: Map<string, Batch>) => {
    try {
      const appended = await write(group);
      for (const [documentId, batch] of group) land(documentId, batch, appended.get(documentId) ?? new Error('The document is gone.'));
    } catch (cause) {
      if (group.size > 1) {
        // One document that cannot be written must not take the others with it.
        for (const [documentId, batch] of group) void commit(new Map([[documentId, batch]]));
        return;
      }
      for (const [documentId, batch] of group) land(documentId, batch, cause instanceof Error ? cause : new Error(String(cause)));
    }
  };

  const write = async (group: Map<string, Batch>): Promise<Map<string, Appended>> => {
    const entries = [...group].flatMap(([documentId, { updates }]) => updates.map((update) => ({ ...update, documentId })));
    for (let attempt = 0; ; attempt += 1) {
      try {
        const client = attempt === 0 ? idleClient() : undefined;
        return await (client
          ? runAlone(client, () => appendToDocuments(client, entries, writerId))
          : appendToDocuments(pool, entries, writerId));
      } catch (cause) {
        // Repeating is safe even if the first try was committed after all: an update applied twice is applied once.
        const waitMs = retryAfterMs[attempt];
        if (waitMs === undefined || !isAway(cause)) throw cause;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  };

  const land = (documentId: string, batch: Batch, outcome: Appended | Error) => {
    const lane = lanes.get(documentId);
    if (outcome instanceof Error) {
      // What was typed after the loss may build on it.
      lane?.waiting?.settled.reject(outcome);
      lanes.delete(documentId);
      batch.settled.reject(outcome);
      return;
    }
    if (lane) lane.flying = undefined;
    if (lane?.waiting) schedule(lane.waiting);
    else lanes.delete(documentId);
    batch.settled.resolve(outcome);
  };

  const newBatch = (): Batch => {
    const settled = Promise.withResolvers<Appended>();
    // Whoever cares holds the promise; nobody caring is no crash.
    settled.promise.catch(() => {});
    return { updates: [], since: performance.now(), settled };
  };

  return {
    append: (documentId, update) => {
      const lane = lanes.get(documentId) ?? { waiting: undefined, flying: undefined };
      lanes.set(documentId, lane);
      lane.waiting ??= newBatch();
      lane.waiting.updates.push(update);
      if (!lane.flying) schedule(lane.waiting);
      return lane.waiting.settled.promise;
    },
    pending: (documentId) => {
      const lane = lanes.get(documentId);
      return (lane?.waiting ?? lane?.flying)?.settled.promise;
    },
    isGathering: (documentId) => lanes.get(documentId)?.waiting !== undefined,
    nudge: () => {
      if (timer && dueAt - performance.now() < groupMs / 4) flush();
    },
    drain: async () => {
      while (lanes.size > 0) {
        await Promise.allSettled([...lanes.values()].flatMap((lane) => (lane.waiting ?? lane.flying)?.settled.promise ?? []));
      }
    },
  };
}

/** True if the database could not be reached, or went away: it may be back in a moment. */
function isAway(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  // Classes 08 (connection) and 57 (shut down, starting up, terminated), and the errors of the socket itself.
  return /^(08|57P)/.test(code) || /^E[A-Z]+$/.test(code) || /connection/i.test(cause.message);
}
