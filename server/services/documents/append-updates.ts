import type pg from 'pg';
import { updatesChannel } from './document-state.ts';

/** An update made in an epoch of its document. */
export type NewUpdate = { epoch: number; update: Uint8Array; authorId: string | null };
/** Where an append went: the numbers of its first and last update. */
export type Appended = { firstSeq: number; lastSeq: number };
/** What is asked of a pool or a client here. */
export type Queryable = Pick<pg.Pool, 'query'>;

type AppendedRow = { id: string; first_seq: number; last_seq: number };

// Rows are locked in the order of their ids, so that two processes that append to the same documents wait, and never deadlock.
// Numbers come from the locked row: a reader that sees number n sees all before it.
const appendSql = `
  WITH entry AS (
    SELECT document_id, row_number() OVER (PARTITION BY document_id ORDER BY position)::int AS n,
      substring($2::bytea FROM start FOR size) AS update, author_id, epoch
    FROM unnest($1::uuid[], $6::int[], $7::int[], $3::text[], $5::int[])
      WITH ORDINALITY AS e(document_id, start, size, author_id, epoch, position)
  ), total AS (
    SELECT document_id, min(epoch) AS epoch, count(*)::int AS n FROM entry GROUP BY document_id
  ), locked AS (
    SELECT d.id FROM documents d JOIN total t ON t.document_id = d.id AND t.epoch = d.epoch ORDER BY d.id FOR NO KEY UPDATE OF d
  ), bumped AS (
    UPDATE documents d SET head_seq = d.head_seq + t.n, updated_at = clock_timestamp()
    FROM total t JOIN locked l ON l.id = t.document_id
    WHERE d.id = t.document_id
    RETURNING d.id, d.head_seq, t.n
  ), inserted AS (
    INSERT INTO document_updates (document_id, seq, update, author_id)
    SELECT b.id, b.head_seq - b.n + e.n, e.update, e.author_id FROM entry e JOIN bumped b ON b.id = e.document_id
  )
  SELECT id::text, head_seq - n + 1 AS first_seq, head_seq AS last_seq,
    pg_notify('${updatesChannel}', id::text || ' ' || head_seq || ' ' || $4::text) IS NULL AS notified
  FROM bumped`;

/**
 * Appends updates to several documents in one transaction and one round trip, and announces them. When it resolves they
 * are committed. A document that no longer exists, or has begun another epoch, is missing from the result and gets nothing.
 */
export async function appendToDocuments(
  queryable: Queryable,
  entries: (NewUpdate & { documentId: string })[],
  writerId: string,
): Promise<Map<string, Appended>> {
  // All in one value: an array of them would go as text, twice as long and escaped byte for byte.
  const starts: number[] = [];
  let length = 0;
  for (const { update } of entries) {
    starts.push(length + 1);
    length += update.length;
  }
  const { rows } = await queryable.query<AppendedRow>({
    name: 'append-document-updates',
    text: appendSql,
    values: [
      entries.map(({ documentId }) => documentId),
      Buffer.concat(
        entries.map(({ update }) => update),
        length,
      ),
      entries.map(({ authorId }) => authorId),
      writerId,
      entries.map(({ epoch }) => epoch),
      starts,
      entries.map(({ update }) => update.length),
    ],
  });
  return new Map(rows.map((row) => [row.id, { firstSeq: row.first_seq, lastSeq: row.last_seq }]));
}

/**
 * Appends updates to one document, durably, in order. `writerId` names who holds them in memory already, so that the
 * announcement is not applied there a second time. Undefined if there is no such document in that epoch.
 */
export async function appendUpdates(
  queryable: Queryable,
  documentId: string,
  updates: NewUpdate[],
  writerId = 'service',
): Promise<Appended | undefined> {
  const entries = updates.map((update) => ({ ...update, documentId }));
  return (await appendToDocuments(queryable, entries, writerId)).get(documentId);
}
