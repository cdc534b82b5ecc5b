import { z } from 'zod';
import type { Hunk, SuggestionSource, SuggestionStatus } from '#core/edits/suggestion.ts';
import type { Ctx } from '#server/context.ts';
import { readHunks, readSource, requireDocument } from './suggestion-row.ts';

export const listSuggestionsInput = z.object({
  documentId: z.uuid(),
  /** The number known already: only what was written behind it is given. 0 for all that is open and what was decided last. */
  after: z.int().min(0),
});

/** A suggestion as people see it. */
export type ListedSuggestion = {
  id: string;
  seq: number;
  author: { id: string; name: string };
  source: SuggestionSource;
  reason: string;
  status: SuggestionStatus;
  hunks: Hunk[];
  decidedBy: { id: string; name: string } | null;
  decidedAt: Date | null;
  createdAt: Date;
};

/** Decided ones that the first answer brings along. */
const decidedShown = 30;

/** The suggestions of a document, oldest first, and the number to ask on from. `not_found` outside the organization. */
export async function listSuggestions(
  ctx: Ctx,
  { documentId, after }: z.infer<typeof listSuggestionsInput>,
): Promise<{ seq: number; suggestions: ListedSuggestion[] }> {
  await requireDocument(ctx, documentId);
  const { db } = ctx;
  const orderBy = { seq: 'desc' } as const;
  const rows =
    after > 0
      ? await db.suggestion.findMany({ where: { documentId, seq: { gt: after } }, orderBy })
      : [
          ...(await db.suggestion.findMany({ where: { documentId, status: 'open' }, orderBy })),
          ...(await db.suggestion.findMany({
            where: { documentId, status: { in: ['accepted', 'rejected'] } },
            orderBy,
            take: decidedShown,
          })),
        ];
  const people = await db.user.findMany({
    where: { id: { in: rows.flatMap(({ authorId, decidedById }) => [authorId, ...(decidedById ? [decidedById] : [])]) } },
    select: { id: true, name: true },
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  const person = (id: string) => ({ id, name: names.get(id) ?? 'Somebody who left' });
  const suggestions = rows.map(({ id, seq, authorId, source, reason, status, hunks, decidedById, decidedAt, createdAt }) => ({
    id,
    seq,
    author: person(authorId),
    source: readSource(source),
    reason,
    status,
    hunks: readHunks(hunks),
    decidedBy: decidedById === null ? null : person(decidedById),
    decidedAt,
    createdAt,
  }));
  suggestions.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.seq - b.seq);
  return { seq: Math.max(after, ...rows.map(({ seq }) => seq)), suggestions };
}
