import { z } from 'zod';
import { readSource } from '#core/formats/source-text.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { findDocument } from '#server/services/documents/get-document.ts';
import { readDocument } from '#server/services/documents/read-document.ts';

export const listRevisionsInput = z.object({
  documentId: z.uuid(),
  take: z.number().int().min(1).max(500).default(100),
});

/**
 * The kept texts of a document, newest first, each with who wrote in it, why it was kept and what rests on it; `now` is the text as it is,
 * and `seen` what the caller looked at last (null before the first time).
 */
export async function listRevisions(ctx: Ctx, { documentId, take }: z.infer<typeof listRevisionsInput>) {
  const { db, actor } = ctx;
  await findDocument(ctx, { documentId });
  const rows = await db.revision.findMany({
    where: { documentId },
    orderBy: [{ createdAt: 'desc' }, { sha256: 'asc' }],
    select: { sha256: true, authorIds: true, reason: true, name: true, createdAt: true },
    take,
  });
  const users = await db.user.findMany({
    where: { id: { in: [...new Set(rows.flatMap(({ authorIds }) => authorIds))] } },
    select: { id: true, name: true },
  });
  const decisions = await db.approvalDocument.findMany({
    where: { documentId, sha256: { in: rows.map(({ sha256 }) => sha256) }, approval: { withdrawnAt: null } },
    select: { sha256: true, approval: { select: { stage: true, decision: true } } },
  });
  const view = await db.documentView.findUnique({ where: { userId_documentId: { userId: actor.userId, documentId } } });
  const { sha256: now } = await readDocument(db, documentId);
  return {
    now,
    seen: view ? { sha256: view.sha256, at: view.seenAt } : null,
    revisions: rows.map(({ sha256, authorIds, reason, name, createdAt }) => ({
      sha256,
      name,
      reason,
      at: createdAt,
      authors: authorIds.map((id) => users.find((user) => user.id === id)?.name ?? 'somebody'),
      decisions: decisions.filter((known) => known.sha256 === sha256).map(({ approval }) => approval),
    })),
  };
}

export const getRevisionInput = z.object({ documentId: z.uuid(), sha256: z.string().length(64) });

/** The text of a revision with line feeds only, as people read it. `not_found` where it is not kept. */
export async function getRevision(
  ctx: Ctx,
  { documentId, sha256 }: z.infer<typeof getRevisionInput>,
): Promise<{ sha256: string; text: string }> {
  await findDocument(ctx, { documentId });
  const current = await readDocument(ctx.db, documentId);
  if (current.sha256 === sha256) return { sha256, text: current.text };
  const revision = await ctx.db.revision.findUnique({ where: { documentId_sha256: { documentId, sha256 } }, select: { bytes: true } });
  if (!revision) throw new Failure('not_found', 'This revision is not kept.');
  return { sha256, text: readSource(revision.bytes).text };
}
