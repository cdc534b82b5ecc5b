import type { StageRule } from '#core/pipeline/approval-policy.ts';
import { approvedBounds, type StageFacts, sameBound } from '#core/pipeline/stage-standing.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { covers, type SpecFacts } from './stage-facts.ts';

/** The first edit after the approved text: when, and by whom; null for the platform, and for whom nobody knows any more. */
export type StaleSince = { at: Date; by: string | null };

/**
 * Since when a stage is stale, and by whose edit: the first change of a text that differs from the one approved last. Folded logs have left
 * revisions behind, whose moment is then the nearest one known. Null if nothing of it is kept.
 */
export async function staleSince(
  db: Db | Tx,
  rule: StageRule,
  { bound, decisions }: StageFacts,
  spec: SpecFacts,
): Promise<StaleSince | null> {
  const before = approvedBounds(rule, decisions).find((earlier) => bound === null || !sameBound(earlier, bound));
  const approval = before && spec.decisions.findLast(({ id }) => decisions.some((one) => one.id === id && sameBound(one.bound, before)));
  if (!approval) return null;
  const changed = spec.documents
    .filter(({ kind }) => covers(rule, kind))
    .flatMap(({ id, boundSha256 }) => {
      const approved = approval.documents.find(({ documentId }) => documentId === id);
      return approved?.boundSha256 === boundSha256 ? [] : [{ id, sha256: approved?.sha256 ?? '' }];
    });
  const edits = [];
  for (const { id, sha256 } of changed) edits.push(...(await firstEdit(db, id, sha256, approval.createdAt)));
  return edits.toSorted((a, b) => a.at.getTime() - b.at.getTime())[0] ?? null;
}

/** An edit by a person goes before one by the platform, which only marks tasks as done. */
function firstEdit(db: Db | Tx, documentId: string, approvedSha256: string, approvedAt: Date) {
  return db.$queryRaw<StaleSince[]>`
    SELECT edit.created_at AS at, u.name AS by FROM (
      SELECT created_at, author_id FROM document_updates WHERE document_id = ${documentId}::uuid
      UNION ALL
      SELECT created_at, author_ids[1] FROM revisions WHERE document_id = ${documentId}::uuid AND sha256 <> ${approvedSha256}
    ) edit LEFT JOIN users u ON u.id = edit.author_id
    WHERE edit.created_at > ${approvedAt}
    ORDER BY edit.author_id IS NULL, edit.created_at LIMIT 1`;
}
