import type { Line } from './lines.ts';
import type { Span } from './span.ts';

/** One criterion as found: its number as printed, or null, and its stretch of the text. */
export type Item = { number: string | null; span: Span };

/**
 * What may open an item: `any` list item or paragraph (a labelled section), list items and paragraphs that read like `rules`,
 * `bullets` and other list items only, or what begins with a `dotted` number.
 */
export type Admission = 'any' | 'rules' | 'bullets' | 'dotted';

const DOTTED = /^\*{0,2}(\d{1,4}(?:\.\d{1,4}){1,3}[a-z]?)[.:：]?\*{0,2}[.:：]?\s+/;
const CODED = /^\*{0,2}(?:AC|CA|C)[-_ ]?(\d{1,4}(?:\.\d{1,4}){0,3}[a-z]?)\*{0,2}[.:：]\*{0,2}\s*/;
const MODAL =
  /\b(?:SHALL|shall|MUST)\b|なければならない|なければなりません|ものとする|必须|应当|해야 한다|\b(?:DEVE|DEBE|deverá|deberá|DEVERÁ|DEBERÁ)\b|ДОЛЖ(?:ЕН|НА|НО|НЫ)/;
const OPENING = /^(?:\*\*)?(?:WHEN|IF|WHILE|WHERE|GIVEN|When|If|While|Where|Given|CUANDO|QUANDO|КОГДА|ЕСЛИ)(?:\*\*)?\s|^(?:当|當|如果|若)/;
const SUBJECT = /^(?:\*\*)?(?:THE|The|ALL|EACH|EVERY|FOR)(?:\*\*)?\s/;
const STEP = /^(?:\*\*)?(?:THEN|AND|OR|BUT|Then|And|But)(?:\*\*)?[\s:]/;
const GIVEN = /^(?:\*\*)?(?:GIVEN|Given)(?:\*\*)?[\s:]/;
const WHEN = /^(?:\*\*)?(?:WHEN|When)(?:\*\*)?[\s:]/;
const GROUP = /^\*\*[^*]{1,80}\*\*\s*(?:[(（][^)）]{0,80}[)）])?[:：]?$/;

/** Whether a text has the look of a rule: an EARS opening, or a modal of one of the languages. */
export function readsAsRule(words: string): boolean {
  return OPENING.test(words) || MODAL.test(words);
}

/** Reads the items in lines `from` to `to`; lines that hang on an item (wrapped, indented, nested) are part of it. */
export function readItems(text: string, lines: Line[], from: number, to: number, admission: Admission): Item[] {
  const items: Item[] = [];
  /** Whether the last item may still grow. */
  let isOpen = false;
  let base = -1;
  let style: 'number' | 'bullet' | 'paragraph' | null = null;
  let isAfterBlank = true;
  const start = (line: Line, number: string | null, begin: number, as: 'number' | 'bullet' | 'paragraph') => {
    items.push({ number, span: { start: begin, end: line.to } });
    isOpen = true;
    style ??= as;
    if (base < 0) base = line.indent;
  };
  for (let at = from; at < to; at += 1) {
    const line = lines[at];
    if (!line) break;
    if (line.kind === 'opaque') continue;
    if (line.kind === 'blank') {
      isAfterBlank = true;
      continue;
    }
    if (line.kind === 'heading') {
      isOpen = false;
      isAfterBlank = true;
      continue;
    }
    const current = isOpen ? items.at(-1) : undefined;
    if (line.kind === 'item') {
      const isNumber = line.marker.charCodeAt(0) <= 57 && line.marker.charCodeAt(0) >= 48;
      const isNested = base >= 0 && (line.indent >= base + 2 || (style === 'number' && !isNumber));
      if (isNested || (current && !isNumber && isStep(text, line, current))) {
        if (current) current.span.end = line.to;
      } else if (!admits(text, lines, at, to, admission)) isOpen = false;
      else {
        const printed = isNumber ? { number: line.marker, begin: line.from } : printedNumber(text, line);
        start(line, printed.number, printed.begin, isNumber ? 'number' : 'bullet');
      }
    } else {
      const dotted = line.indent < 4 ? DOTTED.exec(text.slice(line.from, Math.min(line.to, line.from + 40))) : null;
      if (dotted?.[1] && (isAfterBlank || style === 'paragraph') && admission !== 'bullets')
        start(line, dotted[1], line.from + dotted[0].length, 'paragraph');
      else if (current && (!isAfterBlank || line.indent > base + 1)) current.span.end = line.to;
      else if (isAfterBlank && (style === null || style === 'paragraph') && admitsParagraph(text, lines, at, to, admission)) {
        start(line, null, line.from, 'paragraph');
      } else isOpen = false;
    }
    isAfterBlank = false;
  }
  return items;
}

/** A number that stands inside a bullet: `- **1.2** WHEN`, `- AC-3: ...`. */
function printedNumber(text: string, line: Line): { number: string | null; begin: number } {
  const words = text.slice(line.from, Math.min(line.to, line.from + 40));
  const match = DOTTED.exec(words) ?? CODED.exec(words);
  return match?.[1] ? { number: match[1], begin: line.from + match[0].length } : { number: null, begin: line.from };
}

/** One Gherkin scenario spread over bullets is one criterion: WHEN behind GIVEN, and THEN and AND behind either. */
function isStep(text: string, line: Line, open: Item): boolean {
  const words = text.slice(line.from, line.from + 16);
  if (STEP.test(words)) return true;
  return (
    WHEN.test(words) &&
    GIVEN.test(text.slice(open.span.start, open.span.start + 16)) &&
    !/\bTHEN\b|\bThen\b/.test(text.slice(open.span.start, open.span.end))
  );
}

function admits(text: string, lines: Line[], at: number, to: number, admission: Admission): boolean {
  const line = lines[at];
  // A marker with nothing behind it is an item that is only begun.
  if (!line || line.from >= line.to) return false;
  if (admission === 'any' || admission === 'bullets') return true;
  const words = text.slice(line.from, line.to);
  if (admission === 'dotted') return /^\d+\.\d+/.test(line.marker) || DOTTED.test(words.slice(0, 40));
  return hasRule(text, lines, at, to, words);
}

function admitsParagraph(text: string, lines: Line[], at: number, to: number, admission: Admission): boolean {
  const line = lines[at];
  if (!line || admission === 'bullets' || admission === 'dotted') return false;
  const words = text.slice(line.from, line.to);
  if (GROUP.test(words) || words.startsWith('|') || words.startsWith('---') || words.startsWith('>')) return false;
  if (admission === 'any') return true;
  return (OPENING.test(words) || SUBJECT.test(words)) && hasRule(text, lines, at, to, words);
}

/** A keyword alone does not make a rule (`If unsure, ask`): the modal must follow, in this line or the ones that hang on it. */
function hasRule(text: string, lines: Line[], at: number, to: number, words: string): boolean {
  if (MODAL.test(words)) return true;
  if (/^(?:\*\*)?(?:WHEN|IF|WHILE|WHERE|GIVEN)\b/.test(words)) return true;
  for (let next = at + 1; next < to && next < at + 6; next += 1) {
    const line = lines[next];
    if (line?.kind !== 'text') return false;
    if (MODAL.test(text.slice(line.from, line.to))) return OPENING.test(words);
  }
  return false;
}
