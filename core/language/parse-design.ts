import { isLabel, readLabelled } from './labels.ts';
import { type Line, readLines } from './lines.ts';
import { findTitle } from './parse-requirements.ts';
import { readReferences } from './references.ts';
import { headingWords } from './requirement-headings.ts';
import type { DesignTree, Parsed, Property } from './spec-tree.ts';
import { textDiagnostics } from './text-diagnostics.ts';

const HEADING =
  /^(?:correctness\s+)?(?:property|属性|性质|プロパティ|속성|propriedade|propiedad|свойство)\s{0,3}[#№]?\s{0,3}(?:CP[-_]?|P[-_]?)?(\d{1,5}[a-z]?)\s{0,3}(?:[:：.\-–—]|(?=[(（])|$)\s*/i;
const BOLD = /^\*\*(?:property|属性|性质|プロパティ|속성)\s{0,3}(\d{1,5}[a-z]?)\s{0,3}[:：]\s*([^\n]*)/i;
/** Without a mark of its own: a definition only where a section of properties says so, and a statement stands right below. */
const PLAIN = /^(?:property|属性|性质|プロパティ|속성)\s{0,3}(\d{1,5}[a-z]?)\s{0,3}[:：]\s*([^\n]*)/i;

/**
 * Reads `design.md`: its numbered properties, each with the criteria that it validates. A bold line that only mentions a property
 * in a list of tests is no definition: that must open a paragraph of its own, or be a heading.
 */
export function parseDesign(text: string): Parsed<DesignTree> {
  const read = readLines(text);
  const { lines } = read;
  const properties: Property[] = [];
  /** In bold and outside of any section of properties: a definition only where that section has none of the same number. */
  const outside = new Set<Property>();
  let open: { property: Property; from: number; level: number } | null = null;
  let section = 0;
  let isAfterBlank = true;
  let last = 0;
  const close = () => {
    if (!open) return;
    open.property.span.end = Math.max(open.property.span.end, last);
    open.property.statement = statementOf(text, lines, open.from, open.property.span.end);
    open = null;
  };
  lines.forEach((line, index) => {
    if (line.kind === 'heading') {
      const words = headingWords(text, line);
      const match = HEADING.exec(words);
      if (match?.[1]) {
        close();
        open = { property: propertyAt(line, match[1], words.slice(match[0].length)), from: index + 1, level: line.level };
        properties.push(open.property);
      } else if (open === null || line.level <= open.level || open.level === 7) close();
      if (isLabel('properties', words)) section = line.level;
      else if (line.level <= section) section = 0;
    } else if (line.kind === 'text' || line.kind === 'item') {
      const words = text.slice(line.from, line.to);
      const opens = line.kind === 'text' && isAfterBlank && line.indent < 2;
      const bold = opens ? BOLD.exec(words) : null;
      const isBold = bold !== null && (section > 0 || open?.level === 7 || !open) && !/^\*\*[^*]*\bTest\*?\*?/.test(words);
      const plain = opens && section > 0 && lines[index + 1]?.kind === 'text' ? PLAIN.exec(words) : null;
      const defined = isBold ? bold : plain;
      if (defined?.[1]) {
        close();
        open = { property: propertyAt(line, defined[1], (defined[2] ?? '').replace(/\*\*/, ' ')), from: index + 1, level: 7 };
        properties.push(open.property);
        if (section === 0) outside.add(open.property);
      } else if (open) readValidates(text, line, open.property);
    }
    if (line.kind !== 'blank') last = Math.max(line.to, line.from);
    isAfterBlank = line.kind === 'blank' || line.kind === 'heading';
  });
  close();
  const numbers = new Set(properties.filter((property) => !outside.has(property)).map(({ id }) => id));
  const defined = properties.filter((property) => !outside.has(property) || !numbers.has(property.id));
  return { tree: { kind: 'design', title: findTitle(text, lines), properties: defined }, diagnostics: textDiagnostics(text, read) };
}

function propertyAt(line: Line, id: string, title: string): Property {
  return {
    id,
    title: title.replace(/\*\*\s*$/, '').trim(),
    statement: '',
    span: { start: line.start, end: line.to },
    headingSpan: { start: line.start, end: line.to },
    validates: [],
  };
}

function readValidates(text: string, line: Line, property: Property): void {
  const labelled = readLabelled(text, line.from, line.to);
  if (!labelled || !isLabel('validates', labelled.label)) return;
  for (const reference of readReferences(text, labelled.rest.start, labelled.rest.end)) property.validates.push(reference);
}

/** The words of a property between its heading and the line that says what it validates. */
function statementOf(text: string, lines: Line[], from: number, to: number): string {
  const words: string[] = [];
  for (let at = from; at < lines.length; at += 1) {
    const line = lines[at];
    if (!line || line.start >= to) break;
    if (line.kind !== 'text' && line.kind !== 'item') continue;
    const labelled = readLabelled(text, line.from, line.to);
    if (labelled && isLabel('validates', labelled.label)) break;
    if (text.slice(line.from, line.to) !== '---') words.push(text.slice(line.from, line.to));
  }
  return words.join('\n');
}
