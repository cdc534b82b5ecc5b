import { z } from 'zod';
import { approvalBlocker, stageStanding } from '#core/pipeline/stage-standing.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { saveRevision } from '#server/services/documents/save-revision.ts';
import { tellDecision, tellStageApproved } from '#server/services/notices/tell-approval.ts';
import { authorsOf } from './authors.ts';
import { covers, lockDocuments, readStageFacts } from './gate.ts';
import { requireRenewable } from './renewal.ts';

export const decideInput = z.object({
  specId: z.uuid(),
  stage: z.string().max(41),
  /** The revision that the person has read of each document that the stage covers: document id to sha256. */
  revisions: z.record(z.uuid(), z.string().length(64)),
  decision: z.enum(['approved', 'changes_requested', 'rejected']),
  summary: z.string().trim().max(2_000).default(''),
  /** Says that only white space or prose changed since the last approved text, whose approvals then hold for this one. */
  isRenewal: z.boolean().default(false),
});

/**
 * Records a person's decision on a stage, on the texts that they have read: if one of them has changed meanwhile, nothing is recorded and
 * `revision_changed` says so. `gate_closed` while an earlier stage stands in the way; `author_excluded` where the policy does not let
 * authors approve; `not_cosmetic` for a renewal of a change that is none; `not_found` for a stage that the policy does not have. The texts are kept for as long as the decision is.
 */
export async function decide(ctx: Ctx, input: z.input<typeof decideInput>) {
  return ctx.db.$transaction((tx) => decideInTx(ctx, tx, input));
}

/** The same inside a transaction of the caller. */
export async function decideInTx(
  ctx: Ctx,
  tx: Tx,
  { specId, stage, revisions, decision, summary = '', isRenewal = false }: z.input<typeof decideInput>,
) {
  const { organizationId, actor } = ctx;
  const spec = await tx.spec.findFirst({ where: { id: specId, project: { organizationId } }, select: { title: true, projectId: true } });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  await lockDocuments(tx, specId);
  const known = await readStageFacts(tx, specId);
  const { policy, facts, documents } = known;
  const rule = policy.stages.find(({ id }) => id === stage);
  const fact = facts.find((one) => one.stage === stage);
  if (!rule || !fact) throw new Failure('not_found', `The policy of this project has no stage "${stage}".`);
  const covered = documents.filter(({ kind }) => covers(rule, kind));
  if (covered.length === 0) throw new Failure('not_found', `This spec has no document that ${rule.name} covers.`);
  if (covered.some(({ id, sha256 }) => revisions[id] !== sha256) || Object.keys(revisions).length !== covered.length)
    throw new Failure('revision_changed', 'The text has changed since you read it. Look at it again, then decide.');
  const blocker = decision === 'approved' ? approvalBlocker(policy, stage, facts) : null;
  if (blocker) throw new Failure('gate_closed', blocker);
  if (decision !== 'approved' && summary === '') throw new Failure('invalid', 'Say in the summary what should change.');
  const authors = await authorsOf(tx, rule, fact, known);
  const isAuthor = authors.includes(actor.userId);
  if (decision === 'approved' && isAuthor && rule.excludesAuthors)
    throw new Failure('author_excluded', 'You wrote in this text, and the policy asks for the approval of others.');
  const renewsId = isRenewal && decision === 'approved' ? await requireRenewable(tx, rule, fact, known) : null;
  for (const document of covered) await saveRevision(tx, document, { reason: 'gate' });
  const teams = await tx.teamMember.findMany({ where: { userId: actor.userId, team: { organizationId } }, select: { teamId: true } });
  const made = { userId: actor.userId, role: actor.role, teamIds: teams.map(({ teamId }) => teamId), isAuthor, decision };
  const { id } = await tx.approval.create({
    data: {
      specId,
      ...made,
      stage,
      summary,
      renewsId,
      documents: { create: covered.map(({ id, sha256, boundSha256 }) => ({ documentId: id, sha256, boundSha256 })) },
    },
  });
  // Under the locks nothing else has changed: reading it all again would cost as much as everything else here.
  const renews = fact.decisions.find((earlier) => earlier.id === renewsId)?.bound ?? null;
  const { state } = stageStanding(rule, { ...fact, decisions: [...fact.decisions, { id, ...made, bound: fact.bound ?? {}, renews }] });
  await tellDecision(ctx, tx, { specId, stage, approvalId: id, decision, stageName: rule.name, summary, authors });
  const next = policy.stages[policy.stages.indexOf(rule) + 1];
  if (state === 'approved') await tellStageApproved(ctx, tx, { specId, stage, next: next ?? null, round: id });
  // Last: from here to the commit every decision of the organization waits for this one.
  await recordAudit(tx, ctx, {
    action: 'approval.decided',
    subject: { kind: 'spec', id: specId, name: `${rule.name} of ${spec.title}` },
    projectId: spec.projectId,
    after: {
      decision,
      stage,
      state,
      isRenewal,
      policyVersion: known.policyVersion,
      revisions: Object.fromEntries(covered.map(({ kind, sha256 }) => [kind, sha256])),
    },
  });
  return { id, stage, decision, state };
}
