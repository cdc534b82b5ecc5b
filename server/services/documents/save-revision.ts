import type { Tx } from '#server/db/client.ts';
import type { StoredDocument } from './read-document.ts';

/** Why a text is kept, from least to most: a weightier reason replaces a lighter one. */
export const revisionReasons = ['quiet', 'seen', 'agent', 'gate', 'named'] as const;
export type RevisionReason = (typeof revisionReasons)[number];

/**
 * Keeps a document's bytes for ever under their sha256, with the people who wrote updates since the revision before it. Safe to
 * repeat: bytes that are kept already stay as they are, authors included; only the reason may become a weightier one.
 */
export async function saveRevision(
  tx: Tx,
  { id, sha256, bytes, headSeq }: Pick<StoredDocument, 'id' | 'sha256' | 'bytes' | 'headSeq'>,
  { reason = 'quiet', name = null }: { reason?: RevisionReason; name?: string | null } = {},
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO revisions AS known (document_id, sha256, bytes, reason, name, author_ids)
    SELECT ${id}::uuid, ${sha256}, ${bytes}, ${reason}, ${name}, ARRAY(
      SELECT DISTINCT u.author_id FROM document_updates u
      WHERE u.document_id = ${id}::uuid AND u.seq <= ${headSeq} AND u.author_id IS NOT NULL
        AND u.created_at > coalesce((SELECT max(r.created_at) FROM revisions r WHERE r.document_id = ${id}::uuid), '-infinity')
      ORDER BY u.author_id)
    ON CONFLICT (document_id, sha256) DO UPDATE SET
      name = coalesce(excluded.name, known.name),
      reason = CASE WHEN array_position(${[...revisionReasons]}, excluded.reason) > array_position(${[...revisionReasons]}, known.reason)
        THEN excluded.reason ELSE known.reason END
    WHERE excluded.name IS NOT NULL OR excluded.reason <> known.reason`;
}
