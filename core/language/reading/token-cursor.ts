import type { Span } from '../span.ts';
import type { Diagnostic } from '../spec-tree.ts';
import type { Token } from './lex-reading.ts';

/** Where a parser stands in the tokens of one line. The first mistake of a line is told; what follows from it is not. */
export type Cursor = { tokens: readonly Token[]; at: number; end: number; diagnostics: Diagnostic[]; hasFailed: boolean; depth: number };

export function cursorOver(tokens: readonly Token[], end: number, diagnostics: Diagnostic[]): Cursor {
  return { tokens, at: 0, end, diagnostics, hasFailed: false, depth: 0 };
}

export function peek(cursor: Cursor): Token | undefined {
  return cursor.tokens[cursor.at];
}

/** Whether the next token is this sign or word. */
export function isNext(cursor: Cursor, value: string): boolean {
  const token = cursor.tokens[cursor.at];
  return token !== undefined && (token.kind === 'sign' || token.kind === 'name') && token.value === value;
}

/** Steps over the sign or word if it is next. */
export function take(cursor: Cursor, value: string): boolean {
  if (!isNext(cursor, value)) return false;
  cursor.at += 1;
  return true;
}

export function takeKind(cursor: Cursor, kind: Token['kind']): Token | null {
  const token = cursor.tokens[cursor.at];
  if (!token || token.kind !== kind) return null;
  cursor.at += 1;
  return token;
}

/** Where something missing is missing: at the next token, or at the end of the line. */
export function here(cursor: Cursor): Span {
  return cursor.tokens[cursor.at]?.span ?? { start: cursor.end, end: cursor.end };
}

/** Where the last token that was read ends. */
export function endOfLast(cursor: Cursor): number {
  return cursor.tokens[cursor.at - 1]?.span.end ?? cursor.end;
}

/** Tells the first mistake of the line. */
export function fail(cursor: Cursor, message: string, span: Span = here(cursor)): void {
  if (!cursor.hasFailed) cursor.diagnostics.push({ code: 'reading/syntax', severity: 'error', message, span, fixes: [] });
  cursor.hasFailed = true;
}
