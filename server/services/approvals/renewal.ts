import { formatOf } from '#core/formats/find-specs.ts';
import type { StageRule } from '#core/pipeline/approval-policy.ts';
import { approvedBounds, type StageFacts, sameBound } from '#core/pipeline/stage-standing.ts';
import { changeClass } from '#core/trace/change-class.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { covers, type SpecFacts } from './stage-facts.ts';

/**
 * The decision that a renewal of a stage would carry over: the latest one on the last approved text, if all that changed in the covered
 * documents since is cosmetic. Null where there is none or something of substance changed.
 */
export async function findRenewable(
  db: Db | Tx,
  rule: StageRule,
  { bound, decisions }: StageFacts,
  spec: SpecFacts,
): Promise<string | null> {
  if (bound === null || !spec.policy.allowsRenewal) return null;
  const [before] = approvedBounds(rule, decisions);
  if (!before || sameBound(before, bound)) return null;
  const approval = spec.decisions.findLast(({ id, decision }) =>
    decisions.some((one) => one.id === id && decision === 'approved' && sameBound(one.bound, before)),
  );
  if (!approval) return null;
  for (const document of spec.documents.filter(({ kind }) => covers(rule, kind))) {
    const named = approval.documents.find(({ documentId }) => documentId === document.id);
    if (!named) return null;
    if (named.boundSha256 === document.boundSha256) continue;
    const revision = await db.revision.findUnique({
      where: { documentId_sha256: { documentId: document.id, sha256: named.sha256 } },
      select: { bytes: true },
    });
    const earlier = revision && new TextDecoder().decode(revision.bytes).replace(/\r\n?/g, '\n');
    if (earlier === null || changeClass(document.kind, earlier, document.text, formatOf(document.path)) === 'substantive') return null;
  }
  return approval.id;
}

/** The same, refused with `not_cosmetic` where there is nothing to renew. */
export async function requireRenewable(db: Db | Tx, rule: StageRule, facts: StageFacts, spec: SpecFacts): Promise<string> {
  const renewable = await findRenewable(db, rule, facts, spec);
  if (renewable) return renewable;
  throw new Failure('not_cosmetic', `${rule.name}: what changed since the last approval needs to be approved anew.`);
}
