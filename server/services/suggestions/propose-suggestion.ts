import type { Difference } from '#core/edits/difference.ts';
import { hunksOfEdits } from '#core/edits/restate-hunks.ts';
import { type SuggestionSource, suggestionLimits } from '#core/edits/suggestion.ts';
import { hunks as hunksSchema } from '#core/edits/suggestion-shape.ts';
import type { House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { withDocument } from '#server/services/documents/change-document.ts';
import { writingSuggestions } from './suggestion-row.ts';

/** A suggestion from something that has read the text: an agent, the fix of a finding, the answer to a question. */
export type ProposedSuggestion = {
  documentId: string;
  /** Whose suggestion it is; for an agent, the person on whose behalf it works. */
  authorId: string;
  /** The text that `edits` are edits of. The document may have changed since. */
  base: string;
  /** Accepted together or not at all. In UTF-16 units of `base`, not overlapping. */
  edits: readonly Difference[];
  /** Why, in a sentence or two for people; may be empty. */
  reason: string;
  /** What wrote it. A run's call proposes once, however often its step is repeated. */
  source: SuggestionSource;
};

/**
 * Proposes a change of a document, for people to accept or reject. The caller has made sure that the document may be read for the author.
 * `revision_changed` if the text has changed where the edits are, or they change nothing; `not_found` if there is no such document.
 */
export async function proposeSuggestion({ db }: Pick<House, 'db'>, proposed: ProposedSuggestion): Promise<{ id: string }> {
  const { documentId, authorId, base, edits, source } = proposed;
  const document = await db.document.findUnique({
    where: { id: documentId },
    select: { project: { select: { organizationId: true } } },
  });
  if (!document) throw new Failure('not_found', 'There is no such document.');
  const { organizationId } = document.project;
  return writingSuggestions(db, { organizationId, documentId }, async (tx, nextSeq) => {
    if (source.kind === 'run') {
      const before = await tx.suggestion.findFirst({ where: { documentId, source: { equals: source } }, select: { id: true } });
      if (before) return before;
    }
    const found = await withDocument(tx, documentId, (text) => hunksOfEdits(text, base, edits));
    if (!found) throw new Failure('revision_changed', 'The text has changed where this would change it.');
    const hunks = hunksSchema.safeParse(found);
    if (!hunks.success) throw new Failure('invalid', found.length === 0 ? 'This changes nothing.' : 'This is too much for one suggestion.');
    const reason = proposed.reason.slice(0, suggestionLimits.reason);
    return tx.suggestion.create({
      data: { documentId, seq: nextSeq(), authorId, source, reason, hunks: hunks.data },
      select: { id: true },
    });
  });
}
