import type { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { settle } from '#server/services/notices/notify.ts';
import { noticeComment, readMentions, tellComments } from './tell-comment.ts';
import type { deleteCommentInput, editCommentInput } from './thread-input.ts';
import { lockThread } from './write-comment.ts';

/** Gives one's own comment other words. People whom it names only now are told; nobody is told again. */
export async function editComment(ctx: Ctx, { commentId, body }: z.infer<typeof editCommentInput>): Promise<void> {
  const { db, organizationId } = ctx;
  await db.$transaction(async (tx) => {
    const { comment, specId } = await lockOwn(tx, ctx, commentId);
    if (comment.body === body) return;
    const mentions = await readMentions(tx, organizationId, body);
    await tx.comment.update({ where: { id: commentId }, data: { body, mentions, editedAt: new Date() } });
    await noticeComment(ctx, tx, commentId);
    await tellComments(tx, organizationId, specId);
  });
}

/**
 * Deletes one's own comment. Where somebody has answered since, a stone without words stays in its place; stones at the end of
 * a thread go with what they held up, and a thread without comments goes as well.
 */
export async function deleteComment(ctx: Ctx, { commentId }: z.infer<typeof deleteCommentInput>): Promise<void> {
  const { db, organizationId } = ctx;
  await db.$transaction(async (tx) => {
    const { comment, specId } = await lockOwn(tx, ctx, commentId);
    const { threadId } = comment;
    await tx.comment.update({ where: { id: commentId }, data: { body: '', mentions: [], deletedAt: new Date() } });
    await settle(tx, { organizationId, cause: `thread:${threadId}`, key: `comment:${commentId}` });
    const comments = await tx.comment.findMany({ where: { threadId }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
    const last = comments.findLastIndex(({ deletedAt }) => deletedAt === null);
    await tx.comment.deleteMany({ where: { id: { in: comments.slice(last + 1).map(({ id }) => id) } } });
    if (last === -1) {
      await tx.commentThread.delete({ where: { id: threadId } });
      await settle(tx, { organizationId, cause: `thread:${threadId}` });
    }
    await tellComments(tx, organizationId, specId);
  });
}

/** A comment of the actor's own, its thread locked until `tx` ends. What an agent wrote for somebody is theirs as well. */
async function lockOwn(tx: Tx, { organizationId, actor }: Ctx, commentId: string) {
  const place = await tx.comment.findFirst({
    where: { id: commentId, thread: { spec: { project: { organizationId } } } },
    select: { threadId: true },
  });
  if (!place) throw new Failure('not_found', 'This comment is gone.');
  const { specId } = await lockThread(tx, organizationId, place.threadId);
  const comment = await tx.comment.findUnique({ where: { id: commentId } });
  if (!comment || comment.deletedAt) throw new Failure('not_found', 'This comment is gone.');
  if (comment.authorId !== actor.userId) throw new Failure('role_too_low', 'Only who wrote a comment changes it.');
  return { comment, specId };
}
