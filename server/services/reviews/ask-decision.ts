import { z } from 'zod';
import { belongs } from '#core/pipeline/approval-policy.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { authorsOf } from '#server/services/approvals/authors.ts';
import { readDecidingPeople } from '#server/services/approvals/deciding-people.ts';
import { readStageFacts } from '#server/services/approvals/stage-facts.ts';
import { settle } from '#server/services/notices/notify.ts';
import { readDeciders, readPlace, tellApprovalWanted } from '#server/services/notices/tell-approval.ts';

export const askDecisionInput = z.object({
  specId: z.uuid(),
  stage: z.string().max(41),
  words: z.string().trim().max(500).default(''),
});

const reminderMs = 60 * 60 * 1_000;

/**
 * Asks those whose decision a stage waits for, or reminds them where they were asked about this very text already; a reminder reaches
 * everybody at most once an hour. Whoever has approved today's text is left alone. Gives how many inboxes it is new in.
 */
export async function askDecision(ctx: Ctx, { specId, stage, words }: z.infer<typeof askDecisionInput>) {
  return ctx.db.$transaction(async (tx) => {
    const { rule, text, spec, place } = await readAsked(ctx, tx, specId, stage);
    const approved = new Set(
      spec.decisions.filter((one) => one.stage === stage && isOfText(one.documents, text)).map(({ userId }) => userId),
    );
    const to = (await readDeciders(tx, { organizationId: ctx.organizationId, projectId: spec.projectId }, rule)).filter(
      (userId) => !approved.has(userId),
    );
    const asked = { ...place, specId, stage, stageName: rule.name, to, ...(words === '' ? {} : { words }) };
    const news = await tellApprovalWanted(ctx, tx, { ...asked, round: `text:${text.slice(0, 200)}` });
    if (news > 0) return { kind: 'asked' as const, people: news };
    const reminded = await tellApprovalWanted(ctx, tx, {
      ...asked,
      round: `reminder:${Math.floor(Date.now() / reminderMs)}`,
      words: words === '' ? `${ctx.actor.name} reminds you.` : words,
    });
    return { kind: 'reminded' as const, people: reminded };
  });
}

export const delegateInput = askDecisionInput.extend({ userId: z.string().min(1).max(100) });

/**
 * Hands what was asked of oneself on to somebody whose decision would count, and takes it out of one's own inbox. `invalid` for whoever may
 * not decide, wrote the text under a policy that excludes authors, or belongs to none of the groups that the stage asks for.
 */
export async function delegate(ctx: Ctx, { specId, stage, userId, words }: z.infer<typeof delegateInput>): Promise<void> {
  const { organizationId, actor } = ctx;
  await ctx.db.$transaction(async (tx) => {
    const { rule, fact, spec, place } = await readAsked(ctx, tx, specId, stage);
    const person = (await readDecidingPeople(tx, { organizationId, projectId: spec.projectId })).find((one) => one.userId === userId);
    if (!person || userId === actor.userId) throw new Failure('invalid', 'Choose somebody else who may decide in this organization.');
    if (rule.quorums.length > 0 && !rule.quorums.some((quorum) => belongs(person, quorum)))
      throw new Failure('invalid', 'Their approval would not count: this stage asks for people of certain roles or teams.');
    if (rule.excludesAuthors && (await authorsOf(tx, rule, fact, spec)).includes(userId))
      throw new Failure('invalid', 'They wrote in this text, and the policy asks for the approval of others.');
    const said = words === '' ? `${actor.name} asks you to decide instead.` : `${actor.name} asks you to decide instead: ${words}`;
    await tellApprovalWanted(ctx, tx, {
      ...place,
      specId,
      stage,
      stageName: rule.name,
      to: [userId],
      round: `from:${actor.userId}:${Date.now()}`,
      words: said,
    });
    await settle(tx, { organizationId, cause: `approval:${specId}:${stage}`, to: [actor.userId] });
  });
}

async function readAsked({ organizationId }: Ctx, tx: Tx, specId: string, stage: string) {
  const found = await tx.spec.findFirst({ where: { id: specId, archivedAt: null, project: { organizationId } }, select: { id: true } });
  const place = found && (await readPlace(tx, organizationId, specId));
  if (!place) throw new Failure('not_found', 'There is no such spec in this organization.');
  const spec = await readStageFacts(tx, specId);
  const rule = spec.policy.stages.find(({ id }) => id === stage);
  const fact = spec.facts.find((one) => one.stage === stage);
  if (!rule || !fact?.bound) throw new Failure('not_found', 'This stage has no text to decide on.');
  return { spec, place, rule, fact, text: Object.values(fact.bound).sort().join(':') };
}

function isOfText(documents: readonly { boundSha256: string }[], text: string): boolean {
  return (
    documents
      .map(({ boundSha256 }) => boundSha256)
      .sort()
      .join(':') === text
  );
}
