import type { Db } from '#server/db/client.ts';

/** How many texts that nothing rests on are kept of a document, beside one a day. */
const keptLately = 200;

/**
 * Drops texts of a document that only quiet had kept, when there are newer ones enough; the last of each day stays. What somebody named,
 * decided on, looked at last, or what evidence or a run names, stays for ever. Gives how many went.
 */
export async function pruneRevisions(db: Db, documentId: string): Promise<number> {
  return db.$executeRaw`
    WITH ranked AS (
      SELECT sha256, row_number() OVER (ORDER BY created_at DESC) AS place,
        row_number() OVER (PARTITION BY date_trunc('day', created_at) ORDER BY created_at DESC) AS place_in_day
      FROM revisions WHERE document_id = ${documentId}::uuid AND reason IN ('quiet', 'seen')
    )
    DELETE FROM revisions r USING ranked k, documents d
    WHERE d.id = ${documentId}::uuid AND r.document_id = d.id AND r.sha256 = k.sha256 AND k.place > ${keptLately} AND k.place_in_day > 1
      AND NOT EXISTS (SELECT 1 FROM approval_documents a WHERE a.document_id = r.document_id AND a.sha256 = r.sha256)
      AND NOT EXISTS (SELECT 1 FROM document_views v WHERE v.document_id = r.document_id AND v.sha256 = r.sha256)
      AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.spec_id = d.spec_id AND e.revisions ->> d.kind::text = r.sha256)
      AND NOT EXISTS (SELECT 1 FROM runs n WHERE n.spec_id = d.spec_id AND n.revisions ->> d.kind::text = r.sha256)`;
}
