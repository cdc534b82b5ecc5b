/**
 * One line of Markdown, as much of it as a spec needs. `start..end` is the line without its break, `from..to` its own words:
 * behind indent, hashes, list marker and checkbox, and before trailing blanks and closing hashes.
 */
export type Line = {
  start: number;
  end: number;
  from: number;
  to: number;
  /** Columns before the first visible character; a tab counts as four. */
  indent: number;
  /** `opaque` is front matter, code in a fence, or an HTML comment: nothing in it counts. */
  kind: 'blank' | 'heading' | 'item' | 'text' | 'opaque';
  /** Of a heading, 1 to 6; else 0. */
  level: number;
  /** Of an item: `-`, `*`, `+` or the printed number without its dot; else empty. */
  marker: string;
  /** Where the character between the brackets of a checkbox stands, or -1. */
  box: number;
  /** `[ ]*`: the star that marks a task as optional. */
  isStarred: boolean;
};

export type Lines = {
  lines: Line[];
  /** Index of the line whose code fence is never closed, or -1. */
  unclosedFence: number;
  /** Indices of the lines that git left behind (`<<<<<<<`, `>>>>>>>`, and `=======` between them). */
  conflicts: number[];
};

const TAB = 9;
const SPACE = 32;
const HASH = 35;
const STAR = 42;
const PLUS = 43;
const DASH = 45;
const DOT = 46;
const BACKSLASH = 92;
const BACKTICK = 96;
const TILDE = 126;

/** Splits any text into lines and says what each one is, in one pass over the characters. */
export function readLines(text: string): Lines {
  const lines: Line[] = [];
  const conflicts: number[] = [];
  let fence: { mark: number; length: number; index: number } | null = null;
  let isInComment = false;
  let isInFrontMatter = false;
  let isInConflict = false;
  /** Behind it no comment is closed any more; asked once, so that many openings stay linear. */
  let lastCommentEnd: number | null = null;

  for (let start = 0; start <= text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline;
    const end = next > start && text.charCodeAt(next - 1) === 13 ? next - 1 : next;
    const line = plainLine(text, start, end);
    const first = line.from < line.to ? text.charCodeAt(line.from) : 0;
    const index = lines.length;

    if (isInFrontMatter) {
      if (text.slice(line.from, line.to) === '---') isInFrontMatter = false;
      line.kind = 'opaque';
    } else if (index === 0 && text.slice(line.start, line.to) === '---' && closesFrontMatter(text, next)) {
      isInFrontMatter = true;
      line.kind = 'opaque';
    } else if (fence) {
      line.kind = 'opaque';
      if (first === fence.mark && isOnly(text, line.from, line.to, fence.mark) && line.to - line.from >= fence.length) fence = null;
    } else if (isInComment) {
      line.kind = 'opaque';
      if (text.slice(start, end).includes('-->')) isInComment = false;
    } else if ((first === BACKTICK || first === TILDE) && runLength(text, line.from, line.to, first) >= 3) {
      const length = runLength(text, line.from, line.to, first);
      if (first === TILDE || text.slice(line.from + length, line.to).indexOf('`') < 0) {
        fence = { mark: first, length, index };
        line.kind = 'opaque';
      } else line.kind = 'text';
    } else {
      if (text.startsWith('<!--', line.from)) {
        lastCommentEnd ??= text.lastIndexOf('-->');
        const close = text.slice(line.from, line.to).indexOf('-->');
        if (close >= 0 && line.from + close + 3 >= line.to) line.kind = 'opaque';
        else if (close < 0 && lastCommentEnd > line.from) {
          isInComment = true;
          line.kind = 'opaque';
        }
      }
      if (line.kind !== 'opaque') classify(text, line);
      const isMark = line.indent === 0 && isConflictMark(text, line, isInConflict);
      if (isMark) {
        conflicts.push(index);
        isInConflict = first !== 62;
        line.kind = 'text';
        line.level = 0;
      }
    }
    lines.push(line);
    if (newline < 0) break;
    start = newline + 1;
  }
  return { lines, unclosedFence: fence ? fence.index : -1, conflicts };
}

function plainLine(text: string, start: number, end: number): Line {
  let from = start;
  let indent = 0;
  for (; from < end; from += 1) {
    const code = text.charCodeAt(from);
    if (code === SPACE || code === 0x3000) indent += 1;
    else if (code === TAB) indent += 4;
    else break;
  }
  let to = end;
  while (to > from && isBlank(text.charCodeAt(to - 1))) to -= 1;
  return { start, end, from, to, indent, kind: from >= to ? 'blank' : 'text', level: 0, marker: '', box: -1, isStarred: false };
}

function classify(text: string, line: Line): void {
  const first = text.charCodeAt(line.from);
  if (first === HASH) {
    const level = runLength(text, line.from, line.to, HASH);
    const after = line.from + level;
    if (level > 6 || (after < line.to && !isBlank(text.charCodeAt(after)))) return;
    line.kind = 'heading';
    line.level = level;
    line.from = skipBlanks(text, after, line.to);
    const hashes = trailingRun(text, line.from, line.to);
    if (hashes < line.to && (hashes === line.from || isBlank(text.charCodeAt(hashes - 1)))) {
      line.to = hashes;
      while (line.to > line.from && isBlank(text.charCodeAt(line.to - 1))) line.to -= 1;
    }
    return;
  }
  const after = markerEnd(text, line);
  if (after < 0) return;
  line.kind = 'item';
  line.from = skipBlanks(text, after, line.to);
  readBox(text, line);
}

/** Sets the marker and gives the offset behind it, or -1 where the line is no list item. */
function markerEnd(text: string, line: Line): number {
  const first = text.charCodeAt(line.from);
  if (first === DASH || first === STAR || first === PLUS) {
    const after = line.from + 1;
    if (after < line.to && !isBlank(text.charCodeAt(after))) return -1;
    line.marker = String.fromCharCode(first);
    return after;
  }
  let at = line.from;
  if (!isDigit(first)) return -1;
  const limit = Math.min(line.to, at + 24);
  while (at < limit && isDigit(text.charCodeAt(at))) {
    at += 1;
    if (at + 1 < limit && text.charCodeAt(at) === DOT && isDigit(text.charCodeAt(at + 1))) at += 1;
  }
  if (at < limit && isLetter(text.charCodeAt(at))) at += 1;
  const markerTo = at;
  if (text.charCodeAt(at) === BACKSLASH) at += 1;
  const close = at < line.to ? text[at] : '';
  if (close === '、' || close === '．') {
    line.marker = text.slice(line.from, markerTo);
    return at + 1;
  }
  if (close !== '.' && close !== ')') return -1;
  if (at + 1 < line.to && !isBlank(text.charCodeAt(at + 1))) return -1;
  line.marker = text.slice(line.from, markerTo);
  return at + 1;
}

function readBox(text: string, line: Line): void {
  const { from } = line;
  if (text[from] !== '[' || text[from + 2] !== ']' || from + 2 >= line.to) return;
  let after = from + 3;
  const isStarred = text.charCodeAt(after) === STAR && text.charCodeAt(after + 1) !== STAR;
  if (isStarred) after += 1;
  if (after < line.to && !isBlank(text.charCodeAt(after)) && !isStarred) return;
  line.box = from + 1;
  line.isStarred = isStarred;
  line.from = skipBlanks(text, after, line.to);
}

function isConflictMark(text: string, line: Line, isInConflict: boolean): boolean {
  const { start, end } = line;
  if (end - start < 7) return false;
  const isSpaced = end - start === 7 || text.charCodeAt(start + 7) === SPACE;
  if (!isSpaced) return false;
  if (text.startsWith('<<<<<<<', start)) return true;
  if (!isInConflict) return text.startsWith('>>>>>>> ', start);
  return text.startsWith('>>>>>>>', start) || text.startsWith('|||||||', start) || (end - start === 7 && text.startsWith('=======', start));
}

/** Front matter is short: it must close within the first hundred lines, or the rule at the top is only a rule. */
function closesFrontMatter(text: string, from: number): boolean {
  for (let line = 0, at = from; line < 100 && at >= 0 && at < text.length; line += 1) {
    const next = text.indexOf('\n', at + 1);
    const content = text.slice(at + 1, next < 0 ? text.length : next);
    if (line === 0 && content.trim() === '') return false;
    if (content.trimEnd() === '---') return true;
    at = next;
  }
  return false;
}

/** Whether a character is a blank within a line, the ideographic one included. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB || code === 0x3000 || code === 13 || code === 0xa0;
}

/** The first offset at or behind `at` that holds no blank. */
export function skipBlanks(text: string, at: number, to: number): number {
  let from = at;
  while (from < to && isBlank(text.charCodeAt(from))) from += 1;
  return from;
}

/** Whether a character is one of `0` to `9`. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}

function runLength(text: string, from: number, to: number, code: number): number {
  let at = from;
  while (at < to && text.charCodeAt(at) === code) at += 1;
  return at - from;
}

function isOnly(text: string, from: number, to: number, code: number): boolean {
  return runLength(text, from, to, code) === to - from;
}

function trailingRun(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && text.charCodeAt(at - 1) === HASH) at -= 1;
  return at;
}
