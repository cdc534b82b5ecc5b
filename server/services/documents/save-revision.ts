import type { Tx } from '#server/db/client.ts';
import type { StoredDocument } from './read-document.ts';

/**
 * Keeps a document's bytes for ever under their sha256, with the people who wrote updates since the revision before it. Safe to
 * repeat: bytes that are kept already stay as they are, authors included.
 */
export async function saveRevision(
  tx: Tx,
  { id, sha256, bytes, headSeq }: Pick<StoredDocument, 'id' | 'sha256' | 'bytes' | 'headSeq'>,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO revisions (document_id, sha256, bytes, author_ids)
    SELECT ${id}::uuid, ${sha256}, ${bytes}, ARRAY(
      SELECT DISTINCT u.author_id FROM document_updates u
      WHERE u.document_id = ${id}::uuid AND u.seq <= ${headSeq} AND u.author_id IS NOT NULL
        AND u.created_at > coalesce((SELECT max(r.created_at) FROM revisions r WHERE r.document_id = ${id}::uuid), '-infinity')
      ORDER BY u.author_id)
    ON CONFLICT (document_id, sha256) DO NOTHING`;
}
