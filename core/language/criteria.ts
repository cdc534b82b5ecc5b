import { type Item, readItems, readsAsRule } from './criterion-items.ts';
import { readEars } from './ears.ts';
import { isLabel, readLabelled } from './labels.ts';
import type { Line } from './lines.ts';
import { headingWords } from './requirement-headings.ts';
import type { Criterion } from './spec-tree.ts';

/** The lines of one requirement, its heading left out. */
export type RequirementBody = { from: number; to: number /** Level of its heading. */; level: number; id: string; isBugfix: boolean };

/**
 * Reads the criteria of one requirement. Where a label announces them they are the list beneath it (or its paragraphs); where
 * none does, the items that read like rules; and where there is no rule either, the bullets. Ids join the requirement's id and
 * the printed number; an item without a number is counted, and marked synthetic.
 */
export function readCriteria(text: string, lines: Line[], body: RequirementBody): Criterion[] {
  const items = body.isBugfix
    ? readItems(text, lines, body.from, body.to, 'dotted')
    : (labelled(text, lines, body) ?? loose(text, lines, body));
  const printed = new Set(items.map(({ number }) => number));
  return items.map(({ number, span }, index) => {
    const words = text.slice(span.start, span.end);
    const counted = printed.has(String(index + 1)) ? `#${index + 1}` : String(index + 1);
    const { pattern, clauses, subject, modality, response } = readEars(words, span.start);
    return {
      id: idOf(body.id, number ?? counted),
      isSynthetic: number === null,
      text: words,
      span,
      pattern,
      clauses,
      subject,
      modality,
      response,
    };
  });
}

function idOf(requirementId: string, number: string): string {
  return number.startsWith(`${requirementId}.`) ? number : `${requirementId}.${number}`;
}

/** The items of every labelled section, or null where no line of the requirement is such a label. */
function labelled(text: string, lines: Line[], { from, to, level }: RequirementBody): Item[] | null {
  const items: Item[] = [];
  let hasLabel = false;
  for (let at = from; at < to; at += 1) {
    const label = labelAt(text, lines[at], level);
    if (!label) continue;
    hasLabel = true;
    const end = sectionEnd(text, lines, at + 1, to, label);
    const found = readItems(text, lines, at + 1, end, 'any');
    if (found.length === 0 && label.rest.start < label.rest.end) items.push({ number: null, span: label.rest });
    for (const item of found) items.push(item);
    at = end - 1;
  }
  return hasLabel ? items : null;
}

type Label = {
  /** A heading of this level or above ends the section. */ level: number /** So does an item no deeper than this. */;
  indent: number;
  rest: { start: number; end: number };
};

function labelAt(text: string, line: Line | undefined, requirementLevel: number): Label | null {
  if (!line || line.kind === 'blank' || line.kind === 'opaque') return null;
  if (line.kind === 'heading') {
    const words = headingWords(text, line);
    return isLabel('criteria', words) ? { level: Math.max(line.level, requirementLevel), indent: -1, rest: { start: 0, end: 0 } } : null;
  }
  const isMarked = line.kind === 'item' || text[line.from] === '*' || text[line.from] === '_';
  const found = readLabelled(text, line.from, line.to);
  const plain = !found && line.to - line.from < 40 && isLabel('criteria', text.slice(line.from, line.to)) && line.kind === 'text';
  if (plain) return { level: requirementLevel + 1, indent: -1, rest: { start: 0, end: 0 } };
  if (!found || !isLabel('criteria', found.label)) return null;
  if (!isMarked && found.rest.start < found.rest.end) return null;
  return { level: requirementLevel + 1, indent: line.kind === 'item' ? line.indent : -1, rest: found.rest };
}

function sectionEnd(text: string, lines: Line[], from: number, to: number, { level, indent }: Label): number {
  for (let at = from; at < to; at += 1) {
    const line = lines[at];
    if (!line) return at;
    if (line.kind === 'heading' && (line.level <= level || isLabel('story', headingWords(text, line)))) return at;
    if (line.kind === 'item' && line.indent <= indent) return at;
    if (line.kind !== 'text' || line.indent > 1 || text[line.from] !== '*') continue;
    const label = readLabelled(text, line.from, line.to);
    if (label && (isLabel('criteria', label.label) || isLabel('story', label.label) || isLabel('aside', label.label))) return at;
  }
  return to;
}

function loose(text: string, lines: Line[], { from, to }: RequirementBody): Item[] {
  const rules = readItems(text, lines, from, to, 'rules');
  if (rules.length > 0) return rules;
  let end = from;
  while (end < to && lines[end]?.kind !== 'heading') end += 1;
  const bullets = readItems(text, lines, from, end, 'bullets');
  return bullets.filter(({ span }) => !isStory(text.slice(span.start, span.start + 40)) || readsAsRule(text.slice(span.start, span.end)));
}

function isStory(words: string): boolean {
  const label = readLabelled(words, 0, words.length);
  return /^As an? /.test(words) || (label !== null && (isLabel('story', label.label) || isLabel('aside', label.label)));
}
