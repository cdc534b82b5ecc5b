import type * as Y from 'yjs';
import { z } from 'zod';
import { restateHunks } from '#core/edits/restate-hunks.ts';
import type { Hunk } from '#core/edits/suggestion.ts';
import { hunks } from '#core/edits/suggestion-shape.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { withDocument } from '#server/services/documents/change-document.ts';
import { openLimit, requireDocument, writingSuggestions } from './suggestion-row.ts';

/** What somebody typed in suggesting mode since the last time: suggestions under ids of the browser's choice; null hunks withdraw one. */
export const writeSuggestionsInput = z.object({
  documentId: z.uuid(),
  changes: z
    .array(z.object({ id: z.uuid(), hunks: hunks.nullable() }))
    .min(1)
    .max(100),
});

/** What has become of a written suggestion: `gone` has been decided meanwhile, or has nothing left to do. */
export type Written = { id: string; state: 'written' | 'gone' };

/**
 * Writes suggestions as their author typed them, durably when it resolves. Safe to repeat. Only one's own, and only open ones, change.
 * `revision_changed` if one names characters that the server has not got yet: what was typed before them is still on its way.
 */
export async function writeSuggestions(ctx: Ctx, { documentId, changes }: z.infer<typeof writeSuggestionsInput>): Promise<Written[]> {
  await requireDocument(ctx, documentId);
  const authorId = ctx.actor.userId;
  return writingSuggestions(ctx.db, { organizationId: ctx.organizationId, documentId }, async (tx, nextSeq) => {
    const rows = await tx.suggestion.findMany({ where: { id: { in: changes.map(({ id }) => id) } } });
    const known = new Map(rows.map((row) => [row.id, row]));
    const write = async (text: Y.Text | null) => {
      const written: Written[] = [];
      for (const { id, hunks: typed } of changes) {
        const row = known.get(id);
        if (row && (row.documentId !== documentId || row.authorId !== authorId))
          throw new Failure('not_found', 'There is no such suggestion of yours.');
        const said = typed && text ? restated(text, typed) : null;
        if (row && row.status !== 'open') written.push({ id, state: 'gone' });
        else if (said && said.length > 0) {
          await save(tx, { id, documentId, authorId, hunks: said, isNew: !row, seq: nextSeq() });
          written.push({ id, state: 'written' });
        } else {
          if (row) await tx.suggestion.update({ where: { id }, data: { status: 'withdrawn', seq: nextSeq(), updatedAt: new Date() } });
          written.push({ id, state: 'gone' });
        }
      }
      return written;
    };
    const needsText = changes.some(({ hunks: typed }) => typed !== null);
    const written = needsText ? await withDocument(tx, documentId, write) : await write(null);
    const open = await tx.suggestion.count({ where: { documentId, authorId, status: 'open' } });
    if (open > openLimit) throw new Failure('invalid', `One person has at most ${openLimit} open suggestions in a document.`);
    return written;
  });
}

function restated(text: Y.Text, typed: Hunk[]): Hunk[] {
  const said = restateHunks(text, typed);
  if (!('refused' in said)) return said;
  if (said.refused === 'unknown') throw new Failure('revision_changed', 'The text that this is about has not arrived yet.');
  throw new Failure('invalid', 'This is no suggestion for this text.');
}

type Row = { id: string; documentId: string; authorId: string; hunks: Hunk[]; isNew: boolean; seq: number };

async function save(tx: Tx, { id, documentId, authorId, hunks: said, isNew, seq }: Row): Promise<void> {
  if (isNew) await tx.suggestion.create({ data: { id, documentId, seq, authorId, source: { kind: 'typing' }, hunks: said } });
  else await tx.suggestion.update({ where: { id }, data: { seq, hunks: said, updatedAt: new Date() } });
}
