import type { Span } from '../span.ts';
import type { Diagnostic } from '../spec-tree.ts';
import { lexReading } from './lex-reading.ts';
import { DECLARATIONS, parseDeclaration } from './parse-declaration.ts';
import { parseRule } from './parse-rule.ts';
import type { Mark, Reading, ReadingLine, ReadingsTree } from './reading-tree.ts';
import { cursorOver, fail } from './token-cursor.ts';

export type ParsedReadings = { tree: ReadingsTree; diagnostics: Diagnostic[] };

/** `1.2`, `REQ-3.1`, `#1.2`, `US1/AC2`, then a hash and what was said of it, in either order, then a colon. */
const HEAD = /^(?<id>#?[\p{L}\p{N}][\p{L}\p{N}._#/-]*)(?<marks>(?:[ \t]+(?:#[0-9a-f]{8}|confirmed|proposed)){0,2})[ \t]*:(?!:)/u;

/**
 * Reads `readings.spec`. Any text gives a tree, with a diagnostic for each line that could not be read: the editor calls this at every keystroke.
 * A line that begins with a blank continues the one above; `--` begins a comment. Linear in the text. All places are `offset` further on, for a text that is
 * read as if it stood behind another.
 */
export function parseReadings(text: string, offset = 0): ParsedReadings {
  const tree: ReadingsTree = { lines: [], declarations: [], readings: [] };
  const diagnostics: Diagnostic[] = [];
  for (const { span: own, comment, code } of logicalLines(text)) {
    const span = { start: own.start + offset, end: own.end + offset };
    const item = readLine(code, span, diagnostics);
    if (item.kind === 'declaration') tree.declarations.push(item.declaration);
    if (item.kind === 'reading') tree.readings.push(item.reading);
    tree.lines.push({ item, comment, span });
  }
  return { tree, diagnostics };
}

/** One criterion's reading alone, as it is edited beside its sentence: the words behind the colon. */
export function parseOneReading(words: string, id: string): { reading: Reading; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const line = { start: 0, end: words.length };
  const cursor = cursorOver(lexReading(words, 0, words.length), words.length, diagnostics);
  return { reading: parseRule(cursor, { id, idSpan: { start: 0, end: 0 }, mark: null, hash: null }, line), diagnostics };
}

type LogicalLine = { span: Span; comment: string | null /** The text with comments blanked, so that offsets stay. */; code: string };

function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let open: { start: number; end: number; comments: string[]; code: string } | null = null;
  const close = () => {
    if (!open) return;
    lines.push({ span: { start: open.start, end: open.end }, comment: open.comments.join(' ') || null, code: open.code });
    open = null;
  };
  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline;
    const end = next > start && text.charCodeAt(next - 1) === 13 ? next - 1 : next;
    const cut = commentStart(text, start, end);
    const code = text.slice(start, cut) + ' '.repeat(end - cut);
    const comment = cut < end ? text.slice(cut + 2, end).trim() : '';
    const isContinued = open !== null && code.trim() !== '' && /^[ \t]/.test(code);
    if (!isContinued) close();
    const gap: string = open ? ' '.repeat(start - open.end) : '';
    const known: { start: number; end: number; comments: string[]; code: string } = open ?? { start, end, comments: [], code: '' };
    known.end = end;
    known.code += gap + code;
    if (cut < end) known.comments.push(comment);
    open = known;
    if (newline < 0) break;
    start = newline + 1;
  }
  close();
  return lines;
}

/** Where `--` begins outside quotation marks, or the line's end. */
function commentStart(text: string, from: number, to: number): number {
  let isQuoted = false;
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 34) isQuoted = !isQuoted;
    else if (code === 45 && !isQuoted && at + 1 < to && text.charCodeAt(at + 1) === 45) return at;
  }
  return to;
}

function readLine(code: string, { start }: Span, diagnostics: Diagnostic[]): ReadingLine['item'] {
  if (code.trim() === '') return { kind: 'blank' };
  const lead = code.length - code.trimStart().length;
  const stretch = { start: start + lead, end: start + code.trimEnd().length };
  const found: Diagnostic[] = [];
  const shifted = () => {
    for (const diagnostic of found) diagnostics.push(diagnostic);
  };
  const padded = code;
  const head = HEAD.exec(padded.slice(lead));
  const word = /^[a-z]+(?=\s|$|")/.exec(padded.slice(lead))?.[0] ?? '';
  if (DECLARATIONS.has(word)) {
    const tokens = tokensAt(padded, lead + word.length, start);
    const cursor = cursorOver(tokens, stretch.end, found);
    const declaration = parseDeclaration(cursor, word, stretch);
    const rest = tokens[cursor.at];
    if (declaration && rest) fail(cursor, `"${rest.value}" is one word too many here.`);
    shifted();
    return declaration && !cursor.hasFailed ? { kind: 'declaration', declaration } : { kind: 'broken' };
  }
  const id = head?.groups?.['id'];
  if (!head || id === undefined) {
    diagnostics.push({
      code: 'reading/syntax',
      severity: 'error',
      message: 'Expected a declaration (in, state, out, event, ...) or the id of a criterion and ":".',
      span: stretch,
      fixes: [],
    });
    return { kind: 'broken' };
  }
  const marks = head.groups?.['marks'] ?? '';
  const mark: Mark | null = marks.includes('confirmed') ? 'confirmed' : marks.includes('proposed') ? 'proposed' : null;
  const cursor = cursorOver(tokensAt(padded, lead + head[0].length, start), stretch.end, found);
  const idSpan = { start: stretch.start, end: stretch.start + id.length };
  const reading = parseRule(cursor, { id, idSpan, mark, hash: /#([0-9a-f]{8})/.exec(marks)?.[1] ?? null }, stretch);
  shifted();
  return cursor.hasFailed ? { kind: 'broken' } : { kind: 'reading', reading };
}

/** Tokens of the line from `from` on, at their places in the whole text. */
function tokensAt(line: string, from: number, offset: number) {
  return lexReading(line, from, line.length).map((token) => ({
    ...token,
    span: { start: token.span.start + offset, end: token.span.end + offset },
  }));
}
