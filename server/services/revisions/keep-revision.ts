import { z } from 'zod';
import { difference } from '#core/edits/difference.ts';
import type { Ctx } from '#server/context.ts';
import { recheckDocument } from '#server/services/checks/recheck.ts';
import { editDocument } from '#server/services/documents/edit-document.ts';
import { findDocument } from '#server/services/documents/get-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { saveRevision } from '#server/services/documents/save-revision.ts';
import { getRevision, type getRevisionInput } from './list-revisions.ts';

export const nameRevisionInput = z.object({ documentId: z.uuid(), name: z.string().trim().min(1).max(120) });

/** Keeps the text as it is now under a name. */
export async function nameRevision(ctx: Ctx, { documentId, name }: z.infer<typeof nameRevisionInput>): Promise<{ sha256: string }> {
  await findDocument(ctx, { documentId });
  const document = await readDocument(ctx.db, documentId);
  await saveRevision(ctx.db, document, { reason: 'named', name });
  await recheckDocument(ctx, documentId);
  return { sha256: document.sha256 };
}

export const markSeenInput = z.object({ documentId: z.uuid() });

/** Says that the caller has looked at the text as it is now. It is kept, so that what changes from here on can be shown. */
export async function markSeen(ctx: Ctx, { documentId }: z.infer<typeof markSeenInput>): Promise<{ sha256: string }> {
  await findDocument(ctx, { documentId });
  const { db, actor } = ctx;
  const document = await readDocument(db, documentId);
  const { sha256 } = document;
  await saveRevision(db, document, { reason: 'seen' });
  await db.documentView.upsert({
    where: { userId_documentId: { userId: actor.userId, documentId } },
    create: { userId: actor.userId, documentId, sha256 },
    update: { sha256, seenAt: new Date() },
  });
  return { sha256 };
}

/**
 * Makes the text what it was, by one edit that people see arrive and can undo; what it was until now is kept first. Gives false where it is
 * that text already.
 */
export async function restoreRevision(ctx: Ctx, { documentId, sha256 }: z.infer<typeof getRevisionInput>): Promise<{ isChanged: boolean }> {
  const { text } = await getRevision(ctx, { documentId, sha256 });
  const before = await readDocument(ctx.db, documentId);
  if (before.text === text) return { isChanged: false };
  await saveRevision(ctx.db, before, { reason: 'quiet' });
  await editDocument(ctx, documentId, (now) => difference(now, text), ctx.actor.userId);
  return { isChanged: true };
}
