import { approvalBlocker, standingSentence, standingsOf } from '#core/pipeline/stage-standing.ts';
import type { Db } from '#server/db/client.ts';
import { authorsOf } from './authors.ts';
import { findRenewable } from './renewal.ts';
import { covers, type SpecFacts } from './stage-facts.ts';
import { staleSince } from './stale-since.ts';

/** The stages of a spec for one person: how each stands, what it waits for, and whether they may approve it. */
export async function describeStages(db: Db, spec: SpecFacts, viewerId: string) {
  const { policy, facts, documents, decisions, nameOf } = spec;
  const described = [];
  for (const standing of standingsOf(policy, facts, nameOf)) {
    const { rule, state, counted, waitsFor } = standing;
    const fact = facts.find(({ stage }) => stage === rule.id);
    const ofStage = decisions.filter(({ stage }) => stage === rule.id);
    const latest = ofStage.at(-1);
    const isAuthor = rule.excludesAuthors && fact ? (await authorsOf(db, rule, fact, spec)).includes(viewerId) : false;
    described.push({
      stage: rule.id,
      name: rule.name,
      documentIds: documents.filter(({ kind }) => covers(rule, kind)).map(({ id }) => id),
      state,
      sentence: standingSentence(rule, standing),
      waitsFor,
      needed: rule.approvals,
      /** Who approved today's text, oldest first. */
      approvedBy: ofStage.filter(({ id }) => counted.includes(id)).map(({ by }) => by),
      /** Why this person may not approve it now; null when they may. */
      blocker:
        approvalBlocker(policy, rule.id, facts) ??
        (isAuthor ? 'You wrote in this text, and the policy asks for the approval of others.' : null),
      canRenew: fact !== undefined && state === 'stale' && (await findRenewable(db, rule, fact, spec)) !== null,
      /** Of a stale stage: the edit that made it so. */
      staleSince: fact !== undefined && state === 'stale' ? await staleSince(db, rule, fact, spec) : null,
      latest: latest
        ? {
            by: latest.by,
            at: latest.createdAt,
            decision: latest.decision,
            summary: latest.summary,
            isRenewal: latest.renewsId !== null,
            revisions: latest.documents.map(({ documentId, sha256 }) => ({ documentId, sha256 })),
          }
        : null,
    });
  }
  return described;
}
