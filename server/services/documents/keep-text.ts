import { writeSource } from '#core/formats/source-text.ts';
import type { Db } from '#server/db/client.ts';
import { saveRevision } from './save-revision.ts';
import { sha256Of } from './sha256.ts';

/** Keeps a text that a document had a moment ago as a revision, in the bytes that its file would have. Nothing happens if the document is gone. */
export async function keepText(db: Db, documentId: string, text: string): Promise<void> {
  const document = await db.document.findUnique({ where: { id: documentId }, select: { sourceBytes: true, headSeq: true } });
  if (!document) return;
  const bytes = new Uint8Array(writeSource(text, document.sourceBytes));
  await saveRevision(db, { id: documentId, sha256: sha256Of(bytes), bytes, headSeq: document.headSeq });
}
