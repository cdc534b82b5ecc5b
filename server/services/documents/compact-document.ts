import * as Y from 'yjs';
import type { Db } from '#server/db/client.ts';
import { pruneRevisions } from '#server/services/revisions/prune-revisions.ts';
import type { Queryable } from './append-updates.ts';
import { applyParts, readStateParts } from './document-state.ts';
import { readDocument } from './read-document.ts';
import { saveRevision } from './save-revision.ts';

/**
 * Folds the updates so far into the snapshot, so that opening the document reads one state. Takes no lock that a writer waits
 * for: the rows that it sees are a prefix of the log, and an older fold never replaces a newer one. Gives the number folded up to.
 */
export async function foldDocument(db: Db, documentId: string): Promise<number> {
  const parts = await readStateParts(db, documentId);
  const doc = new Y.Doc();
  const seq = applyParts(doc, parts, 0);
  const state = Buffer.from(Y.encodeStateAsUpdate(doc));
  doc.destroy();
  if (parts.length < 2) return seq;
  await db.$executeRaw`
    UPDATE document_snapshots SET seq = ${seq}, state = ${state}, updated_at = now()
    WHERE document_id = ${documentId}::uuid AND seq < ${seq}`;
  return seq;
}

/**
 * Makes a state that somebody holds in memory the snapshot: the same as `foldDocument`, without reading and merging again what was just taken.
 * `state` must hold all of the log up to `seq`, and nothing that is not committed.
 */
export async function keepState(
  queryable: Queryable,
  documentId: string,
  { seq, state }: { seq: number; state: Uint8Array },
): Promise<void> {
  await queryable.query({
    name: 'keep-document-state',
    text: 'UPDATE document_snapshots SET seq = $2, state = $3, updated_at = now() WHERE document_id = $1::uuid AND seq < $2',
    values: [documentId, seq, Buffer.from(state.buffer, state.byteOffset, state.byteLength)],
  });
}

/**
 * Folds the log, keeps the text as a revision with its authors, and only then drops the updates that the snapshot holds, and old texts that nothing rests on. May
 * die between any two of these: each leaves a whole document, and the next run does the rest. Gives the number up to which it went.
 */
export async function compactDocument(db: Db, documentId: string): Promise<number> {
  await foldDocument(db, documentId);
  const document = await readDocument(db, documentId);
  const { sha256, headSeq } = document;
  await db.document.updateMany({ where: { id: documentId, hashedSeq: { lt: headSeq } }, data: { sha256, hashedSeq: headSeq } });
  await saveRevision(db, document);
  await db.$executeRaw`
    DELETE FROM document_updates u USING document_snapshots s
    WHERE s.document_id = u.document_id AND u.document_id = ${documentId}::uuid
      AND u.seq <= s.seq AND u.seq <= ${headSeq}`;
  await pruneRevisions(db, documentId);
  return headSeq;
}
