import type { Clause, Criterion } from '#core/language/spec-tree.ts';

/** A stretch of a criterion's sentence with the part that it plays. `keyword` is the word that opens its clause. */
export type Piece = {
  start: number;
  text: string;
  role: Clause['kind'] | 'subject' | 'modality' | 'response' | 'plain';
  isKeyword: boolean;
};

type Mark = { start: number; end: number; role: Piece['role']; isKeyword: boolean };

/**
 * Cuts a criterion's sentence, as it stands in `source`, at its clauses. The pieces put together are the sentence,
 * character for character.
 */
export function sentencePieces(source: string, criterion: Criterion): Piece[] {
  const { span, clauses, subject, modality, response } = criterion;
  const marks: Mark[] = clauses.flatMap(({ kind, keyword, span: { start, end } }): Mark[] => {
    const at = keyword === '' ? -1 : source.lastIndexOf(keyword, start);
    const isNear = at >= span.start && source.slice(at + keyword.length, start).trim() === '';
    const word: Mark[] = isNear ? [{ start: at, end: at + keyword.length, role: kind, isKeyword: true }] : [];
    return [...word, { start, end, role: kind, isKeyword: false }];
  });
  if (subject) marks.push({ ...subject.span, role: 'subject', isKeyword: false });
  if (modality) marks.push({ ...modality.span, role: 'modality', isKeyword: true });
  if (response) marks.push({ ...response.span, role: 'response', isKeyword: false });
  marks.sort((a, b) => a.start - b.start || b.end - a.end);
  const pieces: Piece[] = [];
  let at = span.start;
  const take = (end: number, role: Piece['role'], isKeyword: boolean) => {
    if (end > at) pieces.push({ start: at, text: source.slice(at, end), role, isKeyword });
    at = Math.max(at, end);
  };
  for (const { start, end, role, isKeyword } of marks) {
    take(Math.min(start, span.end), 'plain', false);
    take(Math.min(end, span.end), role, isKeyword);
  }
  take(span.end, 'plain', false);
  return pieces;
}
