import type { StageRule } from '#core/pipeline/approval-policy.ts';
import { approvedBounds, type StageFacts, sameBound } from '#core/pipeline/stage-standing.ts';
import type { Db, Tx } from '#server/db/client.ts';
import type { SpecFacts } from './gate.ts';
import { covers } from './gate.ts';

/**
 * Who wrote in the texts that a stage covers since it was last approved as a whole (ever, if it never was): user ids. Today's text being
 * approved already does not empty the list: what counts is the approved text before it.
 */
export async function authorsOf(db: Db | Tx, rule: StageRule, { bound, decisions }: StageFacts, spec: SpecFacts): Promise<string[]> {
  const before = approvedBounds(rule, decisions).find((earlier) => bound === null || !sameBound(earlier, bound));
  const approval = before && spec.decisions.findLast(({ id }) => decisions.some((one) => one.id === id && sameBound(one.bound, before)));
  const authors = new Set<string>();
  for (const { id } of spec.documents.filter(({ kind }) => covers(rule, kind))) {
    const since = approval?.documents.find(({ documentId }) => documentId === id)?.sha256 ?? null;
    for (const { author } of await authorsSince(db, id, since)) authors.add(author);
  }
  return [...authors];
}

/** Who wrote in a document since a kept revision of it, or ever: user ids. */
export function authorsSince(db: Db | Tx, documentId: string, sha256: string | null) {
  return db.$queryRaw<{ author: string }[]>`
    WITH base AS (SELECT created_at FROM revisions WHERE document_id = ${documentId}::uuid AND sha256 = ${sha256})
    SELECT DISTINCT author FROM (
      SELECT unnest(author_ids) AS author, created_at FROM revisions WHERE document_id = ${documentId}::uuid
      UNION ALL
      SELECT author_id, created_at FROM document_updates WHERE document_id = ${documentId}::uuid AND author_id IS NOT NULL
    ) written
    WHERE created_at > coalesce((SELECT created_at FROM base), '-infinity')`;
}
