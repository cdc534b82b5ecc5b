import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { decideInput, decideInTx } from '#server/services/approvals/decide.ts';
import { startThreadInput } from '#server/services/comments/thread-input.ts';
import { placeThread, startThreadInTx } from '#server/services/comments/write-comment.ts';

export const submitReviewInput = decideInput.extend({
  /** Comments that were written while reading and are sent with the decision. */
  comments: z.array(startThreadInput).max(100).default([]),
});

/**
 * Sends a review: its comments and its decision together, or neither. Refused as `decide` and `startThread` are; safe to repeat only in that
 * comments of the same ids are not written twice.
 */
export async function submitReview(ctx: Ctx, { comments = [], ...decision }: z.input<typeof submitReviewInput>) {
  const placed: Awaited<ReturnType<typeof placeThread>>[] = [];
  for (const comment of comments) placed.push(await placeThread(ctx, comment));
  if (placed.some(({ put }) => put.specId !== decision.specId))
    throw new Failure('invalid', 'A comment of this review is about another spec.');
  return ctx.db.$transaction(async (tx) => {
    for (const { comment, put } of placed) await startThreadInTx(ctx, tx, comment, put);
    const decided = await decideInTx(ctx, tx, decision);
    return { ...decided, comments: placed.length };
  });
}

const decisionOf = decideInput.pick({ specId: true, stage: true, revisions: true });

export const decideManyInput = z.object({
  decision: decideInput.shape.decision,
  summary: decideInput.shape.summary,
  items: z.array(decisionOf).min(1).max(100),
});

/** Makes one decision on several texts, each by itself: one that is refused is told with its reason and hinders no other. */
export async function decideMany(ctx: Ctx, { decision, summary, items }: z.infer<typeof decideManyInput>) {
  const results: { specId: string; stage: string; approvalId: string | null; refusedBecause: string | null }[] = [];
  for (const { specId, stage, revisions } of items) {
    try {
      const { id } = await ctx.db.$transaction((tx) => decideInTx(ctx, tx, { specId, stage, revisions, decision, summary }));
      results.push({ specId, stage, approvalId: id, refusedBecause: null });
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      results.push({ specId, stage, approvalId: null, refusedBecause: cause.message });
    }
  }
  return results;
}
