import type { z } from 'zod';
import { findQuote, quoteOf } from '#core/comments/find-quote.ts';
import { findItem } from '#core/comments/item.ts';
import { formatOf } from '#core/formats/find-specs.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import type { DocumentKind } from '#server/db/generated/enums.ts';
import { Failure } from '#server/errors.ts';
import { settle } from '#server/services/notices/notify.ts';
import { readAnchor, withText } from './read-places.ts';
import { noticeComment, readMentions, tellComments, type WritingAgent } from './tell-comment.ts';
import type { CommentPlace, replyInput, setResolvedInput, startThreadInput } from './thread-input.ts';

const mostComments = 500;

/**
 * Starts a thread on a stretch or an item of a document, with its first comment. Safe to repeat: the same ids start it once.
 * `not_found` outside the organization, `invalid` for words or an item that the text does not have.
 */
export async function startThread(ctx: Ctx, input: z.infer<typeof startThreadInput>, agent: WritingAgent | null = null): Promise<void> {
  const { comment, put } = await placeThread(ctx, input);
  await ctx.db.$transaction((tx) => startThreadInTx(ctx, tx, comment, put, agent));
}

/** Finds where a thread is put, outside of any transaction: it reads the live text. Refused as `startThread` is. */
export async function placeThread({ db, organizationId }: Ctx, comment: z.infer<typeof startThreadInput>) {
  const { documentId } = comment;
  const document = await db.document.findFirst({
    where: { id: documentId, spec: { archivedAt: null, project: { organizationId } } },
    select: { id: true, specId: true, kind: true, path: true },
  });
  if (!document) throw new Failure('not_found', 'There is no such document in this organization.');
  const { specId } = document;
  if (specId === null) throw new Failure('invalid', 'Threads hang on documents of a spec.');
  return { comment, put: { specId, ...(await findPlace(db, { document, place: comment.place })) } };
}

/** The same as `startThread`, inside a transaction of the caller, on the place that `placeThread` found. */
export async function startThreadInTx(
  ctx: Ctx,
  tx: Tx,
  { documentId, threadId, commentId, body }: z.infer<typeof startThreadInput>,
  put: Awaited<ReturnType<typeof placeThread>>['put'],
  agent: WritingAgent | null = null,
): Promise<void> {
  const { organizationId, actor } = ctx;
  const { count } = await tx.commentThread.createMany({ data: [{ id: threadId, documentId, ...put }], skipDuplicates: true });
  if (count === 0) return requireSame(tx, { commentId, threadId, authorId: actor.userId });
  await addComment(ctx, tx, { threadId, commentId, body }, agent);
  await tellComments(tx, organizationId, put.specId);
}

/** Adds to a thread; an answer to a resolved one opens it again. Safe to repeat with the same id. */
export async function reply(ctx: Ctx, input: z.infer<typeof replyInput>, agent: WritingAgent | null = null): Promise<void> {
  const { db, organizationId, actor } = ctx;
  await db.$transaction(async (tx) => {
    const thread = await lockThread(tx, organizationId, input.threadId);
    if (await tx.comment.findUnique({ where: { id: input.commentId }, select: { id: true } }))
      return requireSame(tx, { ...input, authorId: actor.userId });
    if ((await tx.comment.count({ where: { threadId: thread.id } })) >= mostComments)
      throw new Failure('invalid', `A thread holds at most ${mostComments} comments. Start another one.`);
    await addComment(ctx, tx, input, agent);
    if (thread.resolvedAt) await tx.commentThread.update({ where: { id: thread.id }, data: { resolvedAt: null, resolvedById: null } });
    await tellComments(tx, organizationId, thread.specId);
  });
}

/** Resolves a thread, which takes it out of the inboxes, or opens it again. Safe to repeat. */
export async function setResolved(ctx: Ctx, { threadId, isResolved }: z.infer<typeof setResolvedInput>): Promise<void> {
  const { db, organizationId, actor } = ctx;
  await db.$transaction(async (tx) => {
    const thread = await lockThread(tx, organizationId, threadId);
    if ((thread.resolvedAt !== null) === isResolved) return;
    const data = isResolved ? { resolvedAt: new Date(), resolvedById: actor.userId } : { resolvedAt: null, resolvedById: null };
    await tx.commentThread.update({ where: { id: threadId }, data });
    if (isResolved) await settle(tx, { organizationId, cause: `thread:${threadId}` });
    await tellComments(tx, organizationId, thread.specId);
  });
}

/** Reads a thread of the organization with its row locked until `tx` ends. */
export async function lockThread(tx: Tx, organizationId: string, threadId: string) {
  await tx.$queryRaw`SELECT id FROM comment_threads WHERE id = ${threadId}::uuid FOR UPDATE`;
  const thread = await tx.commentThread.findFirst({ where: { id: threadId, spec: { project: { organizationId } } } });
  if (!thread) throw new Failure('not_found', 'This thread is gone.');
  return thread;
}

async function addComment(
  ctx: Ctx,
  tx: Tx,
  { threadId, commentId, body }: { threadId: string; commentId: string; body: string },
  agent: WritingAgent | null,
): Promise<void> {
  const { organizationId, actor } = ctx;
  const mentions = await readMentions(tx, organizationId, body);
  const data = { id: commentId, threadId, authorId: actor.userId, runId: agent?.runId ?? null, body, mentions };
  await tx.comment.create({ data });
  await noticeComment(ctx, tx, commentId);
}

/** Ids are made by callers: one that is somebody else's is no repetition. */
async function requireSame(
  tx: Tx,
  { commentId, threadId, authorId }: { commentId: string; threadId: string; authorId: string },
): Promise<void> {
  const known = await tx.comment.findFirst({ where: { id: commentId, threadId, authorId }, select: { id: true } });
  if (!known) throw new Failure('invalid', 'This id is taken. Try again.');
}

type Placed = { id: string; kind: DocumentKind; path: string };

async function findPlace(db: Ctx['db'], { document: { id, kind, path }, place }: { document: Placed; place: CommentPlace }) {
  return withText(db, id, (text) => {
    if (place.kind === 'anchor') {
      const anchor = readAnchor(place.anchor);
      const [now] = text.placesOf([anchor]);
      // What was typed a moment ago may not be here yet: then its words are as the page says.
      const quote = now?.state === 'there' ? quoteOf(text.words, now.span) : place.quote;
      return { anchor, quote };
    }
    const span =
      place.kind === 'item' ? findItem(kind, text.words, place.item, formatOf(path)) : findQuote(text.words, place.quote, place.near);
    const anchor = span && text.anchorOf(span);
    if (!span || !anchor)
      throw new Failure(
        'invalid',
        place.kind === 'item' ? `The text has no ${place.item.kind} ${place.item.id}.` : 'The text does not have these words.',
      );
    const item = place.kind === 'item' ? { itemKind: place.item.kind, itemId: place.item.id } : {};
    return { anchor, quote: quoteOf(text.words, span), ...item };
  });
}
