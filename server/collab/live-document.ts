import type { Document } from '@hocuspocus/server';
import type pg from 'pg';
import { applyParts, type StatePart, statePartsSql, textOf } from '#server/services/documents/document-state.ts';
import { foldAfterUpdates } from './limits.ts';
import type { Link } from './link.ts';
import type { UpdateWriter } from './update-writer.ts';

/** Where a change of the live document comes from. Hocuspocus' own storing is left out: every update is in the log already. */
export type ChangeOrigin = { source: 'local'; skipStoreHooks: true } & ({ kind: 'person'; userId: string } | { kind: 'log' });

/** A document in the memory of this process: what its connections see, and how far it has read the log. */
export type LiveDocument = {
  readonly documentId: string;
  readonly document: Document;
  readonly links: Set<Link>;
  /** True if the log holds updates that no compaction has seen. */
  isEdited(): boolean;
  /** The text's length in UTF-16 units. */
  textLength(): number;
  /** Reads what the log has beyond what is here. The first call loads the document. */
  catchUp(): Promise<void>;
  /** True if `userId` may write and show presence as this Yjs client: it is that person's, or nobody's. */
  isFree(client: number, userId: string): boolean;
  /** Keeps the client for the person, now and for a while after leaving. */
  claim(client: number, userId: string): void;
  isOwned(client: number, userId: string): boolean;
  /** Starts the time after which the clients of someone who left may be written by others again. */
  release(userId: string): void;
};

const fromLog: ChangeOrigin = { source: 'local', skipStoreHooks: true, kind: 'log' };
/** What somebody typed offline may be merged this long after the connection broke, without another person's forgery in its way. */
const keptAfterLeavingMs = 10 * 60_000;

export function createLiveDocument(options: {
  documentId: string;
  document: Document;
  pool: pg.Pool;
  writer: UpdateWriter;
  /** An update could not be saved: what is in memory is more than what will ever be on disk. */
  onLost(live: LiveDocument, cause: unknown): void;
  /** The log has grown by `foldAfterUpdates`. */
  onLong(live: LiveDocument): void;
}): LiveDocument {
  const { documentId, document, pool, writer } = options;
  let seenSeq = -1;
  let unfolded = 0;
  let isEdited = false;
  let reading = Promise.resolve();
  const owners = new Map<number, { userId: string; until: number }>();

  const ownerOf = (client: number) => {
    const owner = owners.get(client);
    if (owner && owner.until < Date.now()) owners.delete(client);
    return owners.get(client);
  };

  const grow = (updates: number) => {
    if (updates < 1) return;
    isEdited = true;
    unfolded += updates;
    if (unfolded < foldAfterUpdates) return;
    unfolded = 0;
    options.onLong(live);
  };

  const read = async () => {
    const { rows } = await pool.query<StatePart>({ name: 'document-state-parts', text: statePartsSql, values: [documentId, seenSeq] });
    if (document.isDestroyed) return;
    // The first row of the first read is the snapshot.
    grow(rows.length - (seenSeq < 0 ? 1 : 0));
    seenSeq = Math.max(seenSeq, applyParts(document, rows, seenSeq, fromLog));
  };

  const live: LiveDocument = {
    documentId,
    document,
    links: new Set(),
    isEdited: () => isEdited,
    textLength: () => textOf(document).length,
    catchUp: () => {
      reading = reading.catch(() => {}).then(read);
      return reading;
    },
    isFree: (client, userId) => (ownerOf(client)?.userId ?? userId) === userId,
    isOwned: (client, userId) => ownerOf(client)?.userId === userId,
    claim: (client, userId) => {
      owners.set(client, { userId, until: Number.POSITIVE_INFINITY });
    },
    release: (userId) => {
      const until = Date.now() + keptAfterLeavingMs;
      for (const owner of owners.values()) if (owner.userId === userId) owner.until = until;
    },
  };

  document.on('update', (update: Uint8Array, origin: ChangeOrigin) => {
    if (origin.kind === 'log') return;
    writer.append(documentId, { update, authorId: origin.userId }).then(
      ({ firstSeq, lastSeq }) => {
        // With another writer's numbers in between, its announcement is still to come and reads them.
        if (firstSeq <= seenSeq + 1) seenSeq = Math.max(seenSeq, lastSeq);
      },
      (cause: unknown) => options.onLost(live, cause),
    );
    grow(1);
  });
  return live;
}
