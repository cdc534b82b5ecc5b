import { createHash } from 'node:crypto';
import { type DocumentStage, slotOfDocument } from '#core/pipeline/stages.ts';
import type { House } from '#server/context.ts';
import type { Run } from '#server/db/generated/client.ts';
import { Failure } from '#server/errors.ts';
import { startThread } from './write-comment.ts';

type RunComment = { callId: string; document: DocumentStage; quote: string; body: string };

/**
 * Starts a thread as the agent of a run, on behalf of whoever started it, who hears of it. The call names it: carried out again after a
 * crash, it is the same thread. Gives what the model is told; words that the text does not have are such an answer.
 */
export async function commentForRun(
  house: House,
  run: Pick<Run, 'id' | 'organizationId' | 'specId' | 'startedById'>,
  { callId, document, quote, body }: RunComment,
): Promise<{ output: string; isError: boolean }> {
  const { id: runId, organizationId, specId, startedById } = run;
  const starter = await house.db.user.findUniqueOrThrow({ where: { id: startedById }, select: { name: true } });
  const documents = await house.db.document.findMany({ where: { specId }, select: { id: true, kind: true } });
  const found = documents.find(({ kind }) => slotOfDocument(kind) === document);
  if (!found) return { output: `This spec has no ${document} document.`, isError: true };
  const ctx = { ...house, organizationId, actor: { userId: startedById, name: starter.name, role: 'agent' } as const };
  const [threadId, commentId] = [idOf(runId, callId, 'thread'), idOf(runId, callId, 'comment')];
  try {
    await startThread(ctx, { documentId: found.id, place: { kind: 'quote', quote }, body, threadId, commentId }, { runId });
  } catch (cause) {
    if (cause instanceof Failure) return { output: `${cause.message} Quote the document exactly as it stands.`, isError: true };
    throw cause;
  }
  return { output: 'The comment is there for the people of the project. Go on with the task.', isError: false };
}

/** A UUID (version 8) that a call always gives. */
function idOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
