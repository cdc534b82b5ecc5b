import { z } from 'zod';
import { approvalBlocker, stageStanding } from '#core/pipeline/stage-standing.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import type { Decision } from '#server/db/generated/enums.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import type { StoredDocument } from '#server/services/documents/read-document.ts';
import { saveRevision } from '#server/services/documents/save-revision.ts';
import { readPlace, tellDecision, tellNextStage } from '#server/services/notices/tell-approval.ts';
import { authorsOf } from './authors.ts';
import { lockDocuments } from './gate.ts';
import { requireRenewable } from './renewal.ts';
import { covers, readStageFacts } from './stage-facts.ts';

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
  const place = await readPlace(tx, organizationId, specId);
  if (!place) throw new Failure('not_found', 'There is no such spec in this organization.');
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
  const made = { id: uuidv7(), userId: actor.userId, role: actor.role, isAuthor, decision };
  const { teamIds } = await insertApproval(tx, { ...made, organizationId, specId, stage, summary, renewsId, documents: covered });
  // Under the locks nothing else has changed: reading it all again would cost as much as everything else here.
  const renews = fact.decisions.find((earlier) => earlier.id === renewsId)?.bound ?? null;
  const { state } = stageStanding(rule, { ...fact, decisions: [...fact.decisions, { ...made, teamIds, bound: fact.bound ?? {}, renews }] });
  const next = state === 'approved' ? policy.stages[policy.stages.indexOf(rule) + 1] : undefined;
  await tellDecision(ctx, tx, {
    ...place,
    specId,
    stage,
    approvalId: made.id,
    decision,
    stageName: rule.name,
    summary,
    authors,
    isApproved: state === 'approved',
  });
  if (next && documents.some(({ kind }) => covers(next, kind))) await tellNextStage(ctx, tx, { ...place, specId, next, round: made.id });
  // Last: from here to the commit every decision of the organization waits for this one.
  await recordAudit(tx, ctx, {
    action: 'approval.decided',
    subject: { kind: 'spec', id: specId, name: `${rule.name} of ${place.title}` },
    projectId: known.projectId,
    after: {
      decision,
      stage,
      state,
      isRenewal,
      policyVersion: known.policyVersion,
      revisions: Object.fromEntries(covered.map(({ kind, sha256 }) => [kind, sha256])),
    },
  });
  return { id: made.id, stage, decision, state };
}

type NewApproval = {
  id: string;
  organizationId: string;
  specId: string;
  stage: string;
  decision: Decision;
  summary: string;
  userId: string;
  role: string;
  isAuthor: boolean;
  renewsId: string | null;
  documents: readonly StoredDocument[];
};

/** The decision and the revisions that it names, in one statement: others wait meanwhile. Gives the teams that the person is in. */
async function insertApproval(tx: Tx, made: NewApproval): Promise<{ teamIds: string[] }> {
  const { id, organizationId, specId, stage, decision, summary, userId, role, isAuthor, renewsId, documents } = made;
  const [row] = await tx.$queryRaw<{ teamIds: string[] }[]>`
    WITH approval AS (
      INSERT INTO approvals (id, spec_id, stage, decision, summary, user_id, role, team_ids, is_author, renews_id, created_at)
      VALUES (${id}::uuid, ${specId}::uuid, ${stage}, ${decision}::"Decision", ${summary}, ${userId}, ${role}, ARRAY(
        SELECT m.team_id::text FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.user_id = ${userId} AND t.organization_id = ${organizationId}),
        ${isAuthor}, ${renewsId}::uuid, date_trunc('milliseconds', clock_timestamp()))
      RETURNING id, team_ids
    ), named AS (
      INSERT INTO approval_documents (approval_id, document_id, sha256, bound_sha256)
      SELECT approval.id, given.* FROM approval, unnest(${documents.map((one) => one.id)}::uuid[], ${documents.map(({ sha256 }) => sha256)}::text[],
        ${documents.map(({ boundSha256 }) => boundSha256)}::text[]) AS given
    ) SELECT team_ids AS "teamIds" FROM approval`;
  if (!row) throw new Error('A decision was not written.');
  return row;
}
