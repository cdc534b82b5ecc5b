import type { PlainEdit } from '#core/edits/document-edits.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { Declaration, ReadingLine, ReadingsTree } from '#core/language/reading/reading-tree.ts';
import type { Span } from '#core/language/span.ts';

/** A text of readings with its tree, for edits. */
export type ReadingsText = { text: string; tree: ReadingsTree };

export function readReadings(text: string): ReadingsText {
  return { text, tree: parseReadings(text).tree };
}

/** The stretch of a line with the line break behind it, so that taking it out leaves no blank line. */
export function wholeLine(text: string, { start, end }: Span): Span {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  return { start: from, end: next < 0 ? text.length : next + 1 };
}

/** Lines put in at a place where a line begins, or at the end of a text that does not end with a line break. */
export function insertLines(text: string, at: number, lines: readonly string[]): PlainEdit {
  const lead = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return { start: at, end: at, text: `${lead}${lines.join('\n')}\n` };
}

/** Where further declarations go: behind the last one, or before everything but comments at the head of the text. */
export function endOfDeclarations({ text, tree }: ReadingsText): number {
  const last = tree.lines.findLast(({ item }) => item.kind === 'declaration');
  if (last) return wholeLine(text, last.span).end;
  const first = tree.lines.find(({ item, comment }) => item.kind !== 'blank' || comment === null);
  return first ? wholeLine(text, first.span).start : text.length;
}

/** The line that declares a name, with what it declares. */
export function lineOfDeclaration(
  { tree }: ReadingsText,
  declares: (item: Declaration) => boolean,
): (ReadingLine & { declaration: Declaration }) | null {
  for (const line of tree.lines)
    if (line.item.kind === 'declaration' && declares(line.item.declaration)) return { ...line, declaration: line.item.declaration };
  return null;
}

/** Edits in the order of the text as one text; they do not overlap. */
export function applyEdits(text: string, edits: readonly PlainEdit[]): string {
  let result = text;
  for (const { start, end, text: put } of inOrder(edits).toReversed()) result = result.slice(0, start) + put + result.slice(end);
  return result;
}

/** In the order of the text; those at one place stay in the order in which they are given. */
export function inOrder(edits: readonly PlainEdit[]): PlainEdit[] {
  return edits
    .map((edit, at) => ({ edit, at }))
    .sort((a, b) => a.edit.start - b.edit.start || a.at - b.at)
    .map(({ edit }) => edit);
}
