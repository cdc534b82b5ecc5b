import { z } from 'zod';
import { applySuggestions } from '#core/edits/apply-suggestion.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { changeDocument } from '#server/services/documents/change-document.ts';
import { readHunks, requireDocument, writingSuggestions } from './suggestion-row.ts';

const ids = z.array(z.uuid()).min(1).max(500);
export const decideSuggestionsInput = z.object({ documentId: z.uuid(), ids, decision: z.enum(['accept', 'reject']) });
export const withdrawSuggestionsInput = z.object({ documentId: z.uuid(), ids });
export const reopenSuggestionInput = z.object({ documentId: z.uuid(), id: z.uuid() });

/** What a decision did: those it decided, those that are outdated and stay open, and those that were no longer open. */
export type Decided = { decided: string[]; outdated: string[]; closed: string[] };

/**
 * Accepts or rejects suggestions, in the order given. What is accepted is in the document when it resolves: the edit and the decision are
 * one transaction. Several are judged by the text before the first. Deciding again changes nothing. `not_found` if one of them is not of
 * this document.
 */
export async function decideSuggestions(
  ctx: Ctx,
  { documentId, ids: asked, decision }: z.infer<typeof decideSuggestionsInput>,
): Promise<Decided> {
  await requireDocument(ctx, documentId);
  const decidedById = ctx.actor.userId;
  return writingSuggestions(ctx.db, { organizationId: ctx.organizationId, documentId }, async (tx, nextSeq) => {
    const wanted = [...new Set(asked)];
    const rows = new Map((await tx.suggestion.findMany({ where: { documentId, id: { in: wanted } } })).map((row) => [row.id, row]));
    if (rows.size < wanted.length) throw new Failure('not_found', 'There is no such suggestion in this document.');
    const open = wanted.flatMap((id) => rows.get(id) ?? []).filter(({ status }) => status === 'open');
    const closed = wanted.filter((id) => rows.get(id)?.status !== 'open');
    const now = new Date();
    const close = { decidedById, decidedAt: now, updatedAt: now };
    if (decision === 'reject') {
      for (const { id } of open) await tx.suggestion.update({ where: { id }, data: { ...close, status: 'rejected', seq: nextSeq() } });
      return { decided: open.map(({ id }) => id), outdated: [], closed };
    }
    if (open.length === 0) return { decided: [], outdated: [], closed };
    const toApply = open.map(({ hunks, authorId }) => ({ hunks: readHunks(hunks), origin: { authorId } }));
    const applied = await changeDocument(tx, documentId, (text) => applySuggestions(text, toApply), decidedById);
    const decided: Decided = { decided: [], outdated: [], closed };
    for (const [index, { id }] of open.entries()) {
      const done = applied[index];
      if (done)
        await tx.suggestion.update({ where: { id }, data: { ...close, status: 'accepted', inverse: done.inverse, seq: nextSeq() } });
      (done ? decided.decided : decided.outdated).push(id);
    }
    return decided;
  });
}

/** Takes back open suggestions of one's own. Those that are no longer open stay as they are. */
export async function withdrawSuggestions(ctx: Ctx, { documentId, ids: asked }: z.infer<typeof withdrawSuggestionsInput>): Promise<void> {
  await requireDocument(ctx, documentId);
  await writingSuggestions(ctx.db, { organizationId: ctx.organizationId, documentId }, async (tx, nextSeq) => {
    const rows = await tx.suggestion.findMany({ where: { documentId, id: { in: asked }, authorId: ctx.actor.userId, status: 'open' } });
    for (const { id } of rows) {
      await tx.suggestion.update({ where: { id }, data: { status: 'withdrawn', seq: nextSeq(), updatedAt: new Date() } });
    }
  });
}

/**
 * Opens a decided suggestion again. For an accepted one its inverse is applied, so that what others have typed since stays; the words that it
 * takes out are its hunks again. `revision_changed` if its words are gone from the text; `not_found` if it was not decided.
 */
export async function reopenSuggestion(ctx: Ctx, { documentId, id }: z.infer<typeof reopenSuggestionInput>): Promise<void> {
  await requireDocument(ctx, documentId);
  const userId = ctx.actor.userId;
  await writingSuggestions(ctx.db, { organizationId: ctx.organizationId, documentId }, async (tx, nextSeq) => {
    const row = await tx.suggestion.findFirst({ where: { id, documentId, status: { in: ['accepted', 'rejected'] } } });
    if (!row) throw new Failure('not_found', 'There is no decided suggestion to open again.');
    const opened = { status: 'open', decidedById: null, decidedAt: null, updatedAt: new Date(), seq: nextSeq() } as const;
    if (row.status === 'rejected') {
      await tx.suggestion.update({ where: { id }, data: opened });
      return;
    }
    const inverse = readHunks(row.inverse);
    const toApply = [{ hunks: inverse, origin: { authorId: userId } }];
    const [applied] = await changeDocument(tx, documentId, (text) => applySuggestions(text, toApply), userId);
    if (!applied) throw new Failure('revision_changed', 'The words of this suggestion are no longer in the text.');
    await tx.suggestion.update({ where: { id }, data: { ...opened, hunks: applied.inverse } });
  });
}
