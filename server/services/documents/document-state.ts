import * as Y from 'yjs';
import type { Db, Tx } from '#server/db/client.ts';

/** The shared type that holds a document's words inside its Y.Doc. Nothing else lives there. */
export const textName = 'text';

/**
 * Yjs clients below this number write first texts, and nobody else may. The text with which an epoch begins is inserted by the client
 * whose number is the epoch's: the same bytes make the same state wherever they are imported, and a state tells its epoch.
 */
export const reservedClients = 1_024;

/** Postgres channel on which every append is announced: `<documentId> <lastSeq> <writerId>`. */
export const updatesChannel = 'document_updates';

/** A piece of a document's state: the snapshot or one update, with the number up to which the document is known with it. */
export type StatePart = { seq: number; epoch: number; update: Uint8Array };

/**
 * The durable state after `afterSeq`: the snapshot if it is newer, then the updates behind it, in order. One statement, so
 * that a compaction at the same moment shows either its before or its after.
 */
export const statePartsSql = `
  WITH snapshot AS (SELECT seq, state FROM document_snapshots WHERE document_id = $1::uuid)
  SELECT seq, state AS update, (SELECT epoch FROM documents WHERE id = $1::uuid) AS epoch FROM snapshot WHERE seq > $2
  UNION ALL
  SELECT u.seq, u.update, (SELECT epoch FROM documents WHERE id = $1::uuid) AS epoch FROM document_updates u
  WHERE u.document_id = $1::uuid AND u.seq > $2 AND u.seq > coalesce((SELECT seq FROM snapshot), -1)
  ORDER BY seq`;

/** Reads the durable state from the beginning. Empty if there is no such document. */
export async function readStateParts(db: Db | Tx, documentId: string): Promise<StatePart[]> {
  return db.$queryRawUnsafe<StatePart[]>(statePartsSql, documentId, -1);
}

/** Applies the parts to `doc` as one change with `origin`, and gives the number of the last one, or `fallback` if there is none. */
export function applyParts(doc: Y.Doc, parts: StatePart[], fallback: number, origin?: unknown): number {
  doc.transact(() => {
    for (const { update } of parts) Y.applyUpdate(doc, update, origin);
  }, origin);
  return parts.at(-1)?.seq ?? fallback;
}

/** The text of a document in its Y.Doc. */
export function textOf(doc: Y.Doc): Y.Text {
  return doc.getText(textName);
}

/** The state with which an epoch begins: its text as one insertion. It is never empty, so that whoever has it can be told by it. */
export function firstState(text: string, epoch = 0): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = epoch;
  textOf(doc).insert(0, text || ' ');
  if (text === '') textOf(doc).delete(0, 1);
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
}

/** The epoch of whoever has the clients of a state vector; undefined without a first text, as in a document that was never opened. */
export function epochOf(clients: Iterable<number>): number | undefined {
  for (const client of clients) if (client < reservedClients) return client;
  return undefined;
}
