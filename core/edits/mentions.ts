import { isLabel, readLabelled } from '#core/language/labels.ts';
import type { Line } from '#core/language/lines.ts';
import { readReferences } from '#core/language/references.ts';
import type { Reference } from '#core/language/spec-tree.ts';

const NUMBER = String.raw`(?:[A-Z]{1,8}[-_]?(?:[A-Z]{1,8}[-_]?)?)?\d{1,6}[A-Za-z]?(?:\.\d{1,6}[A-Za-z]?){0,4}(?![\p{L}\p{N}])`;
const JOIN = String.raw`\s{0,2}(?:,\s{0,2}(?:and\s)?|、|，|;|&|/|-|–|—|~|～|〜|(?:and|or|to|through|y|e|и|及|和|と|至|到|から)(?=\s|[\p{N}A-Z]))\s{0,2}`;
const LIST = `(${NUMBER}(?:${JOIN}${NUMBER})*)`;
/** A word that says what the number behind it is the number of. */
const after = (words: string) => new RegExp(String.raw`(?<![\p{L}\p{N}_])(?:${words})\s{0,2}[#№]?\s{0,2}${LIST}`, 'giu');
const REQUIREMENT = after(
  String.raw`requirements?|reqs?\.?|(?:acceptance\s)?criteri(?:on|a)|user\sstor(?:y|ies)|要件|需求|要求|ユーザーストーリー|用户故事|요구\s?사항|requisitos?|requerimientos?|требовани[а-яё]{1,3}|exigences?|anforderung(?:en)?`,
);
const PROPERTY = after(`propert(?:y|ies)|属性|性质|プロパティ|속성|propriedades?|propiedades?|свойств[а-яё]{0,2}`);
const TASK = after(`tasks?|任务|タスク|작업|tarefas?|tareas?|задач[а-яё]{0,2}`);
/** Ids with letters name themselves (`REQ-7`, `NFR-1.2`), wherever they stand. */
const CODED = /(?<![\p{L}\p{N}_./-])[A-Z]{1,8}(?:[-_][A-Z]{1,8})?[-_]?\d{1,6}[A-Za-z]?(?:\.\d{1,6}[A-Za-z]?){0,4}(?![\p{L}\p{N}])/gu;
const PROPERTY_FIRST = /^(?:propert(?:y|ies)|属性|性质|プロパティ|속성)/i;

/**
 * Every mention of a requirement or criterion by id outside of code and comments, in order: on lines such as `_Requirements: 1.2_` and
 * `**Validates: ...**`, in the columns and rows of tables that are headed so, behind the word in prose (`see Requirement 3.2`), and ids that bear
 * letters anywhere.
 */
export function requirementMentions(text: string, lines: readonly Line[]): Reference[] {
  const found: Reference[] = [];
  let columns: number[] = [];
  for (const line of lines) {
    if (line.kind === 'opaque') continue;
    if (line.kind === 'text' && text[line.from] === '|') {
      const cells = cellsOf(text, line);
      const headed = cells.flatMap(({ from, to }, at) => (isLabel('references', text.slice(from, to)) ? [at] : []));
      if (columns.length === 0 && headed.length > 0) columns = headed;
      const isRow = headed.includes(0);
      for (const [at, { from, to }] of cells.entries())
        if (columns.includes(at) || (isRow && at > 0)) found.push(...listIn(text, from, to));
    } else {
      columns = [];
      if (line.kind !== 'heading') found.push(...labelledIn(text, line));
    }
    found.push(...mentionsBehind(REQUIREMENT, text, line), ...codedIn(text, line));
  }
  return distinct(found);
}

/** Every mention of a property by number, outside of code and comments. */
export function propertyMentions(text: string, lines: readonly Line[]): Reference[] {
  return distinct(lines.flatMap((line) => (line.kind === 'opaque' ? [] : mentionsBehind(PROPERTY, text, line))));
}

/** Every mention of a task by number, outside of code and comments; in `tasks.md` also what its own lines wait for (`_Depends: 1.2_`). */
export function taskMentions(text: string, lines: readonly Line[], isTasks: boolean): Reference[] {
  const found = lines.flatMap((line) => {
    if (line.kind === 'opaque') return [];
    const labelled = isTasks && line.kind !== 'heading' && line.box < 0 ? readLabelled(text, line.from, line.to) : null;
    const awaited = labelled && isLabel('depends', labelled.label) ? readReferences(text, labelled.rest.start, labelled.rest.end) : [];
    return [...awaited, ...mentionsBehind(TASK, text, line)];
  });
  return distinct(found);
}

function labelledIn(text: string, line: Line): Reference[] {
  const labelled = readLabelled(text, line.from, line.to);
  if (!labelled || !(isLabel('references', labelled.label) || isLabel('validates', labelled.label))) return [];
  const { start, end } = labelled.rest;
  if (PROPERTY_FIRST.test(text.slice(start, start + 20))) return [];
  const references = readReferences(text, start, end);
  return labelled.mark === '' && references[0]?.kind === 'words' ? [] : references;
}

/** A cell counts only where it is a list of references and nothing else. */
function listIn(text: string, from: number, to: number): Reference[] {
  const references = readReferences(text, from, to);
  return references.every(({ kind }) => kind !== 'words') ? references : [];
}

function cellsOf(text: string, { from, to }: Line): { from: number; to: number }[] {
  const cells: { from: number; to: number }[] = [];
  let start = from + 1;
  for (let at = start; at <= to; at += 1) {
    if (at < to && text[at] === '\\') at += 1;
    else if (at === to || text[at] === '|') {
      if (at < to || text.slice(start, at).trim() !== '') cells.push(trimmed(text, start, at));
      start = at + 1;
    }
  }
  return cells;
}

function trimmed(text: string, from: number, to: number): { from: number; to: number } {
  let [start, end] = [from, to];
  while (start < end && text[start] === ' ') start += 1;
  while (end > start && text[end - 1] === ' ') end -= 1;
  return { from: start, to: end };
}

function mentionsBehind(words: RegExp, text: string, { from, to }: Line): Reference[] {
  const line = text.slice(from, to);
  return [...line.matchAll(words)].flatMap((match) => {
    const list = match[1] ?? '';
    const start = from + match.index + match[0].length - list.length;
    return readReferences(text, start, start + list.length);
  });
}

function codedIn(text: string, { from, to }: Line): Reference[] {
  return [...text.slice(from, to).matchAll(CODED)].map((match) => {
    const span = { start: from + match.index, end: from + match.index + match[0].length };
    return { text: match[0], span, from: match[0], to: null, kind: 'id' as const };
  });
}

/** In order of the text; of two that overlap, the one that was found first, by a surer sign. */
function distinct(found: Reference[]): Reference[] {
  const places = found.filter(({ kind }) => kind === 'id' || kind === 'range').map((reference, rank) => ({ reference, rank }));
  places.sort((a, b) => a.reference.span.start - b.reference.span.start || a.rank - b.rank);
  const kept: { reference: Reference; rank: number }[] = [];
  for (const place of places) {
    const last = kept.at(-1);
    if (!last || place.reference.span.start >= last.reference.span.end) kept.push(place);
    else if (place.rank < last.rank) kept[kept.length - 1] = place;
  }
  return kept.map(({ reference }) => reference);
}
