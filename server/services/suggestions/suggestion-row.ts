import { z } from 'zod';
import type { Hunk, SuggestionSource } from '#core/edits/suggestion.ts';
import { hunks, suggestionSource } from '#core/edits/suggestion-shape.ts';
import type { Ctx } from '#server/context.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { tellChanges } from '#server/events/changes.ts';

/** Open suggestions that one person may have in one document. */
export const openLimit = 500;

/** The document in the organization; `not_found` for any other, and for those of an archived spec. */
export async function requireDocument({ db, organizationId }: Pick<Ctx, 'db' | 'organizationId'>, documentId: string) {
  const document = await db.document.findFirst({
    where: { id: documentId, project: { organizationId }, OR: [{ specId: null }, { spec: { archivedAt: null } }] },
    select: { id: true, specId: true },
  });
  if (!document) throw new Failure('not_found', 'There is no such document in this organization.');
  return document;
}

/**
 * Writes suggestions of one document, one writer at a time, and tells whoever has it open. `work` gets the way to number a row:
 * a reader that sees a number sees all before it. Editors of the text do not wait.
 */
export async function writingSuggestions<T>(
  db: Db,
  { organizationId, documentId }: { organizationId: string; documentId: string },
  work: (tx: Tx, nextSeq: () => number) => Promise<T>,
): Promise<T> {
  return db.$transaction(
    async (tx) => {
      await holdSuggestions(tx, documentId);
      const last = await tx.suggestion.aggregate({ where: { documentId }, _max: { seq: true } });
      const known = last._max.seq ?? 0;
      let seq = known;
      const nextSeq = () => {
        seq += 1;
        return seq;
      };
      const result = await work(tx, nextSeq);
      if (seq > known) await tellChanges(tx, organizationId, [{ topic: 'suggestions', id: documentId }]);
      return result;
    },
    { timeout: 20_000, maxWait: 10_000 },
  );
}

/**
 * Keeps others from writing suggestions of a document until the transaction ends. To be called before the document's row is locked: whoever
 * decides about suggestions locks in that order, too.
 */
export async function holdSuggestions(tx: Tx, documentId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`suggestions ${documentId}`}, 0))`;
}

/** Hunks as they were stored. */
export function readHunks(stored: unknown): Hunk[] {
  return z.array(hunks.element).parse(stored);
}

/** A source as it was stored. */
export function readSource(stored: unknown): SuggestionSource {
  return suggestionSource.parse(stored);
}
