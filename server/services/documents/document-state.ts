import * as Y from 'yjs';
import type { Db, Tx } from '#server/db/client.ts';

/** The shared type that holds a document's words inside its Y.Doc. Nothing else lives there. */
export const textName = 'text';

/**
 * The Yjs client under which an imported text is inserted. It is fixed, so that the same bytes make the same state
 * wherever they are imported; nobody may write under it afterwards.
 */
export const importClientId = 0;

/** Postgres channel on which every append is announced: `<documentId> <lastSeq> <writerId>`. */
export const updatesChannel = 'document_updates';

/** A piece of a document's state: the snapshot or one update, with the number up to which the document is known with it. */
export type StatePart = { seq: number; update: Uint8Array };

/**
 * The durable state after `afterSeq`: the snapshot if it is newer, then the updates behind it, in order. One statement, so
 * that a compaction at the same moment shows either its before or its after.
 */
export const statePartsSql = `
  WITH snapshot AS (SELECT seq, state FROM document_snapshots WHERE document_id = $1::uuid)
  SELECT seq, state AS update FROM snapshot WHERE seq > $2
  UNION ALL
  SELECT u.seq, u.update FROM document_updates u
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

/** The first state of a document: its text as one insertion by `importClientId`. */
export function firstState(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = importClientId;
  textOf(doc).insert(0, text);
  const state = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return state;
}
