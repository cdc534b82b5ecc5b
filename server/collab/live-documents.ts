import type pg from 'pg';
import type { Db } from '#server/db/client.ts';
import { compactDocument, keepState } from '#server/services/documents/compact-document.ts';
import { keepText } from '#server/services/documents/keep-text.ts';
import { turnAfterStructs, turnEpoch } from '#server/services/documents/turn-epoch.ts';
import { createLiveDocument, type Folded, type LiveDocument } from './live-document.ts';
import { CollabRefusal, type Refusal, refusals } from './refusal.ts';
import type { UpdateWriter } from './update-writer.ts';

/** Documents in the memory of this process. */
export type LiveDocuments = {
  readonly byId: ReadonlyMap<string, LiveDocument>;
  /** Gives the document, loaded if it is not here. Whoever got it calls `release` when a link of it has ended, or was never made. */
  open(documentId: string): Promise<LiveDocument>;
  /** Lets the document go if nobody has it open, nor opens it within a moment: what it had waiting is committed, and the log compacted. */
  release(live: LiveDocument): void;
  /** Lets all of them go, and resolves when they are compacted. */
  close(): Promise<void>;
};

/**
 * How long a document stays after its last socket has gone. A network that was away brings everybody back at once: they must not wait for what is
 * compacted and read again for nobody's good.
 */
const lingerMs = 1_000;

export function createLiveDocuments(options: {
  db: Db;
  pool: pg.Pool;
  writer: UpdateWriter;
  turnAfter?: number | undefined;
  /** The document is here now; it is about to go. */
  onOpen(live: LiveDocument): void;
  onClose(live: LiveDocument): void;
  /** Nobody has it open any more, and its text is kept as a revision. */
  onRest?: ((documentId: string) => Promise<void>) | undefined;
}): LiveDocuments {
  const { db, pool, writer, turnAfter = turnAfterStructs } = options;
  const byId = new Map<string, LiveDocument>();
  const loading = new Map<string, Promise<LiveDocument>>();
  /** How many are on their way from having got the document to having a link of it. */
  const expected = new Map<LiveDocument, number>();
  const foldings = new Map<string, Promise<void>>();
  const leaving = new Map<LiveDocument, NodeJS.Timeout>();

  /** One folding of a document at a time; a failed one costs nothing, the next one does its work. */
  const fold = (documentId: string, work: () => Promise<unknown>) => {
    if (foldings.has(documentId)) return;
    const folding = work()
      .catch((cause: unknown) => console.error(`Document ${documentId} was not folded`, cause))
      .then(() => void foldings.delete(documentId));
    foldings.set(documentId, folding);
  };

  const forget = (live: LiveDocument, refusal: Refusal) => {
    if (byId.get(live.documentId) !== live) return;
    byId.delete(live.documentId);
    loading.delete(live.documentId);
    for (const link of [...live.links]) link.refuse(refusal);
    options.onClose(live);
    live.destroy();
  };

  const onLost = (live: LiveDocument, cause: unknown) => {
    if (byId.get(live.documentId) !== live) return;
    console.error(`Updates of document ${live.documentId} were not saved`, cause);
    // Memory now shows more than will ever be on disk. The clients still hold what they typed and bring it along again.
    forget(live, refusals.notSaved);
  };
  const onFold = ({ documentId }: LiveDocument, folded: Folded) => fold(documentId, () => keepState(pool, documentId, folded));
  /** An editor may delete everything, and the state forgets what was deleted: people must find it again. */
  const onWiped = ({ documentId }: LiveDocument, before: string) => {
    keepText(db, documentId, before).catch((cause: unknown) =>
      console.error(`The text of ${documentId} was not kept before its deletion`, cause),
    );
  };
  const onEpochEnded = (live: LiveDocument) => forget(live, refusals.epochEnded);

  const load = async (documentId: string): Promise<LiveDocument> => {
    // A compaction that is under way may begin a new epoch: better read what comes after it than be closed by it.
    await foldings.get(documentId);
    const live = createLiveDocument({ documentId, pool, writer, onLost, onFold, onWiped, onEpochEnded });
    // Known before it is read: an append that is announced meanwhile is read after it.
    byId.set(documentId, live);
    try {
      await live.catchUp();
    } catch (cause) {
      forget(live, refusals.unavailable);
      loading.delete(documentId);
      throw cause;
    }
    options.onOpen(live);
    return live;
  };

  const compact = async ({ documentId }: LiveDocument) => {
    const headSeq = await compactDocument(db, documentId);
    if (!byId.has(documentId)) await turnEpoch(db, documentId, headSeq, turnAfter);
    await options.onRest?.(documentId);
  };

  const unload = async (live: LiveDocument) => {
    await writer.pending(live.documentId)?.catch(() => {});
    if (live.links.size > 0 || expected.has(live) || byId.get(live.documentId) !== live) return;
    byId.delete(live.documentId);
    loading.delete(live.documentId);
    options.onClose(live);
    live.destroy();
    if (live.isEdited()) fold(live.documentId, () => compact(live));
  };

  const release = (live: LiveDocument) => {
    if (live.links.size > 0 || expected.has(live)) return;
    // Whoever leaves last sets the time anew.
    clearTimeout(leaving.get(live));
    const go = () => {
      leaving.delete(live);
      void unload(live);
    };
    leaving.set(live, setTimeout(go, lingerMs).unref());
  };

  return {
    byId,
    open: async (documentId) => {
      let opening = loading.get(documentId);
      if (!opening) {
        opening = load(documentId);
        loading.set(documentId, opening);
      }
      const live = await opening;
      if (byId.get(documentId) !== live) throw new CollabRefusal(refusals.unavailable);
      // The caller makes its link in this turn of the event loop.
      expected.set(live, (expected.get(live) ?? 0) + 1);
      setImmediate(() => {
        const left = (expected.get(live) ?? 1) - 1;
        if (left > 0) expected.set(live, left);
        else expected.delete(live);
        release(live);
      });
      return live;
    },
    release,
    close: async () => {
      for (const timer of leaving.values()) clearTimeout(timer);
      await Promise.all([...byId.values()].map(unload));
      await Promise.all(foldings.values());
    },
  };
}
