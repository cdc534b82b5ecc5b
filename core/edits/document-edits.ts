import type { DocumentKind } from '#core/trace/bound-text.ts';

/** A stretch of one document, in UTF-16 units, and what stands there afterwards. */
export type PlainEdit = { start: number; end: number; text: string };

/** What changes in one document: in order of the text, not overlapping. */
export type DocumentEdits = { documentKind: DocumentKind; edits: PlainEdit[] };

/** Carries out the edits of one document on its text. */
export function applyDocumentEdits(text: string, edits: readonly DocumentEdits[], kind: DocumentKind): string {
  const parts: string[] = [];
  let from = 0;
  for (const edit of edits.find(({ documentKind }) => documentKind === kind)?.edits ?? []) {
    parts.push(text.slice(from, edit.start), edit.text);
    from = edit.end;
  }
  return parts.join('') + text.slice(from);
}
