import * as Y from 'yjs';
import { type Anchor, anchorOf, type Place, placesOf } from '#core/comments/anchor.ts';
import { anchor } from '#core/comments/anchor-shape.ts';
import type { Span } from '#core/language/span.ts';
import type { Db, Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { applyParts, readStateParts, textOf } from '#server/services/documents/document-state.ts';

/** A document's text with what only the characters themselves know, for as long as `work` takes. */
export type OpenText = { words: string; placesOf(anchors: readonly Anchor[]): Place[]; anchorOf(span: Span): Anchor | null };

/** Reads a document as it is durably and hands its text to `work`. `not_found` if there is none. */
export async function withText<T>(db: Db | Tx, documentId: string, work: (text: OpenText) => T): Promise<T> {
  const parts = await readStateParts(db, documentId);
  if (parts.length === 0) throw new Failure('not_found', 'There is no such document.');
  const doc = new Y.Doc();
  try {
    applyParts(doc, parts, 0);
    const text = textOf(doc);
    return work({
      words: text.toString(),
      placesOf: (anchors) => placesOf(text, anchors),
      anchorOf: (span) => anchorOf(text, span),
    });
  } finally {
    doc.destroy();
  }
}

/** An anchor as it is stored. One that cannot be read denotes nothing. */
export function readAnchor(stored: unknown): Anchor {
  return anchor.safeParse(stored).data ?? { spans: [] };
}
