import { z } from 'zod';
import { anchor } from '#core/comments/anchor-shape.ts';
import { itemKinds } from '#core/comments/item.ts';

/** The words of a comment: plain text, with `@name` for people. */
export const commentBody = z.string().trim().min(1, 'A comment needs words.').max(10_000, 'A comment has at most 10,000 characters.');

/**
 * What a thread is put on: characters by their Yjs ids (from a page that has the document open), words to find (from whoever
 * has read the text), or an item of the spec.
 */
export const commentPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('anchor'), anchor, quote: z.string().max(700) }),
  z.object({ kind: z.literal('quote'), quote: z.string().min(1).max(5_000), near: z.int().nonnegative().optional() }),
  z.object({ kind: z.literal('item'), item: z.object({ kind: z.enum(itemKinds), id: z.string().min(1).max(100) }) }),
]);
export type CommentPlace = z.infer<typeof commentPlace>;

export const startThreadInput = z.object({
  documentId: z.uuid(),
  place: commentPlace,
  body: commentBody,
  /** Made by the caller, so that asking twice starts one thread. */
  threadId: z.uuid(),
  commentId: z.uuid(),
});
export const replyInput = z.object({ threadId: z.uuid(), commentId: z.uuid(), body: commentBody });
export const editCommentInput = z.object({ commentId: z.uuid(), body: commentBody });
export const deleteCommentInput = z.object({ commentId: z.uuid() });
export const setResolvedInput = z.object({ threadId: z.uuid(), isResolved: z.boolean() });
export const listCommentsInput = z.object({ specId: z.uuid() });
