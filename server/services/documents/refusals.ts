import type pg from 'pg';
import type { Ctx } from '#server/context.ts';
import { findDocument } from './get-document.ts';

/** Keeps that a person's messages to a live document were refused, once for each kind, with how often and when last. */
export async function noteRefusal(
  pool: pg.Pool,
  { documentId, userId, code, reason }: { documentId: string; userId: string; code: number; reason: string },
): Promise<void> {
  await pool.query(
    `INSERT INTO document_refusals (document_id, user_id, code, reason) VALUES ($1, $2, $3, $4)
     ON CONFLICT (document_id, user_id, code)
     DO UPDATE SET times = document_refusals.times + 1, last_at = now(), reason = excluded.reason`,
    [documentId, userId, code, reason],
  );
}

/** Whose messages to a document were refused and why, the latest first. `not_found` outside the organization. */
export async function listRefusals(ctx: Ctx, input: { documentId: string }) {
  const { id: documentId } = await findDocument(ctx, input);
  const rows = await ctx.db.documentRefusal.findMany({
    where: { documentId },
    select: { code: true, reason: true, times: true, firstAt: true, lastAt: true, user: { select: { id: true, name: true } } },
    orderBy: { lastAt: 'desc' },
    take: 100,
  });
  return rows;
}
