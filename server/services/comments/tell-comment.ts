import { mentionsIn } from '#core/comments/mentions.ts';
import { stageOfDocument } from '#core/pipeline/stages.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { tellChanges } from '#server/events/changes.ts';
import { notify } from '#server/services/notices/notify.ts';

/** The agent that writes, when it is not the person: its run. The comment then stands under the person on whose behalf it works. */
export type WritingAgent = { runId: string };

/** The ids of the people whom a comment names, of the organization. */
export async function readMentions(tx: Tx, organizationId: string, body: string): Promise<string[]> {
  if (!body.includes('@')) return [];
  const members = await tx.member.findMany({ where: { organizationId }, select: { userId: true, user: { select: { name: true } } } });
  const people = members.map(({ userId, user }) => ({ userId, name: user.name }));
  return [...new Set(mentionsIn(body, people).map(({ userId }) => userId))];
}

/** Tells open pages that the comments of a spec have changed, once `tx` commits. */
export async function tellComments(tx: Tx, organizationId: string, specId: string): Promise<void> {
  await tellChanges(tx, organizationId, [{ topic: 'comments', id: specId }]);
}

/** Puts a comment into the inboxes of whom it names and of those who are in its thread. Safe to repeat: nobody is told twice of one. */
export async function noticeComment(
  { engine, organizationId, actor }: Pick<Ctx, 'engine' | 'organizationId' | 'actor'>,
  tx: Tx,
  commentId: string,
): Promise<void> {
  const comment = await tx.comment.findUniqueOrThrow({ where: { id: commentId }, include: { thread: { include: { comments: true } } } });
  const { thread, mentions, body, runId } = comment;
  const { documentId, specId, id: threadId } = thread;
  const { kind } = await tx.document.findUniqueOrThrow({ where: { id: documentId }, select: { kind: true } });
  const spec = await tx.spec.findUniqueOrThrow({ where: { id: specId }, include: { project: { select: { slug: true } } } });
  const query = new URLSearchParams({ document: stageOfDocument(kind), panel: 'comments', thread: threadId });
  const name = runId ? `${actor.name}’s agent` : actor.name;
  const shared = {
    organizationId,
    // An agent's comment is news to the person on whose behalf it works.
    by: { userId: runId ?? actor.userId, name },
    key: `comment:${commentId}`,
    cause: `thread:${threadId}`,
    specId,
    body,
    path: `/projects/${spec.project.slug}/specs/${spec.slug}?${query.toString()}`,
  };
  await notify({ engine }, tx, { ...shared, kind: 'mention', to: mentions, title: `${name} mentions you in “${spec.title}”` });
  const others = thread.comments.filter(({ id, deletedAt }) => id !== commentId && deletedAt === null).map(({ authorId }) => authorId);
  const inThread = [...others, ...(runId ? [comment.authorId] : [])].filter((userId) => !mentions.includes(userId));
  const title = others.length > 0 ? `${name} replies in “${spec.title}”` : `${name} comments on “${spec.title}”`;
  await notify({ engine }, tx, { ...shared, kind: 'reply', to: inThread, title });
}
