import type { StageRule } from '#core/pipeline/approval-policy.ts';
import { approvedBounds, type StageFacts, sameBound } from '#core/pipeline/stage-standing.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { covers, type SpecFacts } from './stage-facts.ts';

/**
 * Who wrote in the texts that a stage covers since it was last approved as a whole (ever, if it never was): user ids. Today's text being
 * approved already does not empty the list: what counts is the approved text before it.
 */
export async function authorsOf(db: Db | Tx, rule: StageRule, { bound, decisions }: StageFacts, spec: SpecFacts): Promise<string[]> {
  const before = approvedBounds(rule, decisions).find((earlier) => bound === null || !sameBound(earlier, bound));
  const approval = before && spec.decisions.findLast(({ id }) => decisions.some((one) => one.id === id && sameBound(one.bound, before)));
  const since = spec.documents
    .filter(({ kind }) => covers(rule, kind))
    .map(({ id }) => ({ documentId: id, sha256: approval?.documents.find(({ documentId }) => documentId === id)?.sha256 ?? null }));
  return authorsSince(db, since);
}

/** Who wrote in documents, in each since a kept revision of it, or ever: user ids. */
export async function authorsSince(db: Db | Tx, since: readonly { documentId: string; sha256: string | null }[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ author: string }[]>`
    SELECT DISTINCT author FROM unnest(${since.map(({ documentId }) => documentId)}::uuid[], ${since.map(({ sha256 }) => sha256 ?? '')}::text[]) AS asked (document_id, sha256)
    LEFT JOIN revisions base ON base.document_id = asked.document_id AND base.sha256 = asked.sha256
    CROSS JOIN LATERAL (
      SELECT unnest(author_ids) AS author, created_at FROM revisions WHERE document_id = asked.document_id
      UNION ALL
      SELECT author_id, created_at FROM document_updates WHERE document_id = asked.document_id AND author_id IS NOT NULL
    ) written
    WHERE written.created_at > coalesce(base.created_at, '-infinity')`;
  return rows.map(({ author }) => author);
}
