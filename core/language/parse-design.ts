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

/**
 * Reads `design.md`: its numbered properties, each with the criteria that it validates. A bold line that only mentions a property
 * in a list of tests is no definition: that must open a paragraph of its own, or be a heading.
 */
export function parseDesign(text: string): Parsed<DesignTree> {
  const read = readLines(text);
  const { lines } = read;
  const properties: Property[] = [];
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
      const bold = line.kind === 'text' && isAfterBlank && line.indent < 2 ? BOLD.exec(text.slice(line.from, line.to)) : null;
      const isDefinition =
        bold?.[1] && (section > 0 || open?.level === 7 || !open) && !/^\*\*[^*]*\bTest\*?\*?/.test(text.slice(line.from, line.to));
      if (isDefinition && bold?.[1]) {
        close();
        open = { property: propertyAt(line, bold[1], (bold[2] ?? '').replace(/\*\*/, ' ')), from: index + 1, level: 7 };
        properties.push(open.property);
      } else if (open) readValidates(text, line, open.property);
    }
    if (line.kind !== 'blank') last = Math.max(line.to, line.from);
    isAfterBlank = line.kind === 'blank' || line.kind === 'heading';
  });
  close();
  return { tree: { kind: 'design', title: findTitle(text, lines), properties }, diagnostics: textDiagnostics(text, read) };
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
