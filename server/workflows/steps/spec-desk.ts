import type { SpecDesk } from '#server/agents/spec-edit.ts';
import type { DocumentKind } from '#server/db/generated/enums.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { proposeSuggestion } from '#server/services/suggestions/propose-suggestion.ts';
import type { Attempt, RunSession } from '../run-session.ts';

const kinds: readonly DocumentKind[] = ['requirements', 'bugfix', 'design', 'tasks'];

type Here = { step: string; attempt: number; callId: string };

/** The spec of a run as its agent may touch it: read, and suggested on in the name of whoever started the run. */
export function specDesk({ house, run }: RunSession, here: Here, emit: Attempt['emit']): SpecDesk {
  return {
    read: async (document) => {
      const kind = kinds.find((known) => known === document);
      const found =
        kind && (await house.db.document.findUnique({ where: { specId_kind: { specId: run.specId, kind } }, select: { id: true } }));
      return found ? readDocument(house.db, found.id) : null;
    },
    propose: async ({ documentId, base, edits, reason }) => {
      const { id: suggestionId } = await proposeSuggestion(house, {
        documentId,
        authorId: run.startedById,
        base,
        edits,
        reason,
        source: { kind: 'run', runId: run.id, callId: here.callId },
      });
      const { kind: document } = await readDocument(house.db, documentId);
      const place = `projects/${run.project.slug}/specs/${run.spec.slug}?document=${document}&panel=suggestions&suggestion=${suggestionId}`;
      emit({ kind: 'suggested', ...here, suggestionId, document, place });
    },
  };
}
