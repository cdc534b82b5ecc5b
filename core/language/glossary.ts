import { isLabel } from './labels.ts';
import type { Line } from './lines.ts';
import { headingWords, isSureHeading } from './requirement-headings.ts';
import type { GlossaryTerm } from './spec-tree.ts';

const BOLD = /^(\*\*|__)([^*\n]{1,200}?)\1/;
const SEPARATOR = /^\s*(?:[:：]|[-–—](?=\s)|=)\s*/;

/** Reads `- **Term**: definition` and its kin beneath a heading that means glossary; hard-wrapped definitions included. */
export function readGlossary(text: string, lines: Line[]): GlossaryTerm[] {
  const terms: GlossaryTerm[] = [];
  let level = 0;
  let open: { term: GlossaryTerm; from: number } | null = null;
  const close = (end: number) => {
    if (!open) return;
    open.term.span.end = Math.max(open.term.span.end, end);
    open.term.definition = text.slice(open.from, open.term.span.end);
    open = null;
  };
  let last = 0;
  for (const line of lines) {
    if (line.kind === 'heading') {
      close(last);
      if (isLabel('glossary', headingWords(text, line))) level = line.level;
      else if (level > 0 && (line.level <= level || isSureHeading(text, line))) level = 0;
      continue;
    }
    if (level === 0) continue;
    if (line.kind === 'blank' || line.kind === 'opaque') {
      if (line.kind === 'blank') close(last);
      continue;
    }
    const entry = line.kind === 'item' || text.startsWith('**', line.from) ? readEntry(text, line) : null;
    if (entry) {
      close(last);
      terms.push(entry.term);
      open = entry;
    } else if (line.kind === 'item' && line.indent < 2) close(last);
    last = line.to;
  }
  close(last);
  return terms;
}

function readEntry(text: string, line: Line): { term: GlossaryTerm; from: number } | null {
  const words = text.slice(line.from, line.to);
  const bold = BOLD.exec(words);
  let termFrom = line.from;
  let termTo = line.from;
  let rest = 0;
  if (bold?.[2]) {
    termFrom += 2;
    termTo = termFrom + bold[2].length;
    rest = bold[0].length;
    const inside = bold[2].search(/[:：]\s*$/);
    if (inside > 0) return entryAt(text, line, termFrom, termFrom + inside, line.from + rest);
    const paren = /^\s*[(（][^()（）\n]{1,200}[)）]/.exec(words.slice(rest));
    if (paren) rest += paren[0].length;
    const separator = SEPARATOR.exec(words.slice(rest));
    if (!separator) return null;
    return entryAt(text, line, termFrom, termTo, line.from + rest + separator[0].length);
  }
  const colon = words.slice(0, 80).search(/[:：]/);
  if (line.kind !== 'item' || colon <= 0 || line.indent > 1) return null;
  termTo = line.from + colon;
  if (words[0] === '`' && words[colon - 1] === '`') return entryAt(text, line, termFrom + 1, termTo - 1, termTo + 1);
  return entryAt(text, line, termFrom, termTo, termTo + 1);
}

function entryAt(text: string, line: Line, termFrom: number, termTo: number, from: number): { term: GlossaryTerm; from: number } {
  let start = from;
  while (start < line.to && text[start] === ' ') start += 1;
  const span = { start: line.from, end: line.to };
  const term = text.slice(termFrom, termTo).trim();
  return {
    term: { term, definition: text.slice(start, line.to), span, termSpan: { start: termFrom, end: termFrom + term.length } },
    from: start,
  };
}
