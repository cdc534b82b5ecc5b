import { belongs, type StageRule } from '#core/pipeline/approval-policy.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import type { Decision } from '#server/db/generated/enums.ts';
import { tellChanges } from '#server/events/changes.ts';
import { readDecidingPeople } from '#server/services/approvals/deciding-people.ts';
import { notify, settle } from './notify.ts';

type Ask = Pick<Ctx, 'engine' | 'organizationId' | 'actor'>;
type OfStage = { specId: string; stage: string; stageName: string };

const decisionWords: Record<Decision, string> = {
  approved: 'approves',
  changes_requested: 'asks for changes of',
  rejected: 'rejects',
};

/** What an approval that is wanted waits for: settled for whoever decides. */
function causeOf({ specId, stage }: Pick<OfStage, 'specId' | 'stage'>): string {
  return `approval:${specId}:${stage}`;
}

/** Where a spec is, in words and as an address beneath the organization's. */
export type Place = { projectId: string; title: string; path: string };

/** Reads it; undefined where the organization has no such spec. */
export async function readPlace(tx: Tx, organizationId: string, specId: string): Promise<Place | undefined> {
  const [spec] = await tx.$queryRaw<Place[]>`
    SELECT s.project_id AS "projectId", s.title, '/projects/' || p.slug || '/specs/' || s.slug AS path
    FROM specs s JOIN projects p ON p.id = s.project_id WHERE s.id = ${specId}::uuid AND p.organization_id = ${organizationId}`;
  return spec;
}

const documentAt = ({ path }: Place, stage: string): string => `${path}?document=${encodeURIComponent(stage)}`;

/**
 * Asks people to decide on a stage as it stands, in the caller's transaction. `round` names what they are asked about (the texts' sha256, a
 * reminder's time): asked again in the same round, nobody is told twice. Gives the number of inboxes that it is new in.
 */
export async function tellApprovalWanted(
  ctx: Ask,
  tx: Tx,
  asked: OfStage & Place & { to: readonly string[]; round: string; words?: string },
): Promise<number> {
  const { specId, stage, stageName, title, to, round, words } = asked;
  const cause = causeOf({ specId, stage });
  return notify(ctx, tx, {
    organizationId: ctx.organizationId,
    kind: 'approval_wanted',
    to,
    by: ctx.actor,
    key: `${cause}:${round}`,
    cause,
    specId,
    title: `Your approval is wanted: ${stageName.toLowerCase()} of “${title}”`,
    ...(words === undefined ? {} : { body: words }),
    path: documentAt(asked, stage),
  });
}

/** A stage is approved: those who may decide on the next one are asked. Where its policy names roles or people, these are meant; else everybody who decides. */
export async function tellNextStage(
  ctx: Ask,
  tx: Tx,
  { next, round, ...place }: Place & { specId: string; next: StageRule; round: string },
): Promise<void> {
  if (next.approvals === 0) return;
  const to = await readDeciders(tx, { organizationId: ctx.organizationId, projectId: place.projectId }, next);
  await tellApprovalWanted(ctx, tx, { ...place, stage: next.id, stageName: next.name, to, round });
}

/** Whose decision a stage waits for, as user ids: whoever may decide and, where its policy names roles, people or teams, is one of them. */
export async function readDeciders(
  tx: Tx,
  where: { organizationId: string; projectId: string },
  { quorums }: StageRule,
): Promise<string[]> {
  const people = await readDecidingPeople(tx, where);
  return people.filter((person) => quorums.length === 0 || quorums.some((quorum) => belongs(person, quorum))).map(({ userId }) => userId);
}

/**
 * A decision was taken back: those who were last asked for it are asked again, and what followed from it leaves the inboxes. What somebody
 * has put away themselves stays away.
 */
export async function reopenAsked(
  tx: Tx,
  organizationId: string,
  { specId, stage, approvalId }: { specId: string; stage: string; approvalId: string },
): Promise<void> {
  const cause = causeOf({ specId, stage });
  await tx.$executeRaw`
    UPDATE notices SET settled_at = NULL WHERE done_at IS NULL AND id IN (
      SELECT DISTINCT ON (user_id) id FROM notices WHERE organization_id = ${organizationId} AND cause = ${cause}
      ORDER BY user_id, created_at DESC)`;
  const asked = await tx.notice.findMany({ where: { organizationId, cause, settledAt: null }, select: { userId: true } });
  await settle(tx, { organizationId, cause: `decision:${approvalId}` });
  const followed = await tx.notice.findMany({
    where: { organizationId, specId, kind: 'approval_wanted', key: { endsWith: `:${approvalId}` }, settledAt: null },
    select: { cause: true, key: true },
    distinct: ['cause', 'key'],
  });
  for (const next of followed) await settle(tx, { organizationId, ...next });
  await tellChanges(
    tx,
    organizationId,
    asked.map(({ userId }) => ({ topic: 'inbox', id: userId })),
  );
}

/**
 * Tells the authors of a stage what was decided, and takes what was wanted of the one who decided out of their inbox; out of everybody's, where
 * the stage is approved with it.
 */
export async function tellDecision(
  ctx: Ask,
  tx: Tx,
  decided: OfStage & Place & { approvalId: string; decision: Decision; summary: string; authors: readonly string[]; isApproved: boolean },
): Promise<void> {
  const { specId, stage, approvalId, decision, stageName, title, summary, authors, isApproved } = decided;
  const { organizationId, actor } = ctx;
  await settle(tx, { organizationId, cause: causeOf(decided), ...(isApproved ? {} : { to: [actor.userId] }) });
  await notify(ctx, tx, {
    organizationId,
    kind: 'decision',
    to: authors,
    by: actor,
    key: `decision:${approvalId}`,
    cause: `decision:${approvalId}`,
    specId,
    title: `${actor.name} ${decisionWords[decision]} ${stageName.toLowerCase()} of “${title}”`,
    body: summary,
    path: `${documentAt(decided, stage)}&panel=approvals`,
  });
}
