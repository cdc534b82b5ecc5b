import type { LabelKind } from './label-words.ts';
import { isLabel, labelKinds, readLabelled } from './labels.ts';
import { isDigit, type Line } from './lines.ts';

/** A heading that opens a requirement: lines `index` to `endIndex` (exclusive) are its own. */
export type RequirementHeading = { index: number; endIndex: number; id: string | null; title: string };

type Shape = { id: string | null; title: string; isSure: boolean };

const WORD =
  /^(?:(?:non-?\s?functional|functional)\s+)?(?:requirements?|user\s+stor(?:y|ies)|story|要件|需求|要求|用户故事|使用者故事|ユーザーストーリー|요구\s?사항|사용자\s?스토리|requisito|requerimiento|requisito\s+funcional|требование|exigence|anforderung|história(?:\s+d[eo]\s+usuário)?|historia(?:\s+de\s+usuario)?|пользовательская\s+история)\s{0,3}[#№]?\s{0,3}/i;
const CODE =
  /^(?:REQ|FR|NFR|US|UR|SR|BR|AC|RQ|R|UC|SEC|PERF|TR|DR|CR|IR|PR|QR)(?:[-_ ]?[A-Z]{0,6}[-_]?)?\d{1,6}(?:[.-]\d{1,6}){0,3}[A-Za-z]?(?![A-Za-z0-9])/;
const ID = /^(?:[A-Z]{1,5}[-_]?)?\d{1,6}(?:\.\d{1,6}){0,4}[A-Za-z]?(?![A-Za-z0-9])|^[A-Z](?=\s*[:：.\-–—]|$)/;
const DOTTED = /^(\d{1,4}(?:\.\d{1,4}){1,3}[a-z]?)[.:：]?\s+(?=\S)/;
const COUNTED = /^(\d{1,4}[a-z]?)[.)、．:：]\s*(?=\S)/;
const RULE = /\b(?:SHALL|shall|MUST)\b/;
const EARS_OPENING =
  /^(?:\*\*)?(?:\d+\.\d+\*{0,2}\s+)?(?:\*\*)?(?:WHEN|IF|WHILE|WHERE|THE|GIVEN|FOR|ALL|EACH|EVERY|ANY|When|If|While|Where|The|Given)(?:\*\*)?\s/;

/**
 * Finds the headings that open a requirement. Those that say so (`Requirement 3`, `要件27B`, `REQ-A-1`, `User Story 2`) always do;
 * a dotted, counted or unnumbered heading does where its own lines hold acceptance criteria or a user story, and no
 * sure one holds it.
 */
export function findRequirementHeadings(text: string, lines: Line[]): RequirementHeading[] {
  const headings = lines.flatMap((line, index) => (line.kind === 'heading' || isBoldHeading(text, line) ? [index] : []));
  const found: (RequirementHeading & { level: number })[] = [];
  let open: { level: number; isSure: boolean } | null = null;
  headings.forEach((index, place) => {
    const line = lines[index];
    if (!line) return;
    const level = line.level || BOLD_LEVEL;
    if (open && level <= open.level) open = null;
    const words = headingWords(text, line);
    if (isNoRequirement(words)) return;
    const shape = shapeOf(words, line.level);
    if (!shape || line.level > 5) return;
    const isInside = open !== null;
    if (isInside && !shape.isSure) return;
    if (isInside && (line.level === 0 || !shape.id)) return;
    if (!shape.isSure && !hasEvidence(text, lines, headings, place)) return;
    open = { level, isSure: shape.isSure };
    found.push({ index, endIndex: lines.length, id: shape.id, title: shape.title, level });
  });
  for (let i = 0, h = 0; i < found.length; i += 1) {
    const here = found[i];
    if (!here) continue;
    const next = found[i + 1]?.index ?? lines.length;
    while ((headings[h] ?? Number.POSITIVE_INFINITY) <= here.index) h += 1;
    let end = next;
    for (let k = h; k < headings.length; k += 1) {
      const index = headings[k] ?? 0;
      if (index >= next) break;
      if ((lines[index]?.level || BOLD_LEVEL) <= here.level && !isCriteriaLabel(text, lines[index])) {
        end = index;
        break;
      }
    }
    here.endIndex = end;
  }
  return found.map(({ index, endIndex, id, title }) => ({ index, endIndex, id, title }));
}

/** Whether a heading says by its own words that it opens a requirement with an id, whatever stands around it. */
export function isSureHeading(text: string, line: Line | undefined): boolean {
  if (line?.kind !== 'heading') return false;
  const shape = shapeOf(headingWords(text, line), line.level);
  return shape?.isSure === true && shape.id !== null;
}

/** Where a bold line stands among headings: beneath all of them. */
const BOLD_LEVEL = 7;

/** `**NFR-1: Title**` on a line of its own, as some write a requirement without a heading. */
function isBoldHeading(text: string, line: Line): boolean {
  if (
    line.kind !== 'text' ||
    line.indent > 0 ||
    line.to - line.from > 200 ||
    !text.startsWith('**', line.from) ||
    !text.endsWith('**', line.to)
  )
    return false;
  const words = headingWords(text, line);
  return !words.includes('**') && shapeOf(words, 0)?.isSure === true;
}

/** The words of a heading without the emphasis around them. */
export function headingWords(text: string, line: Line): string {
  const words = text.slice(line.from, Math.min(line.to, line.from + 400));
  const isPlain = !isEmphasis(words.charCodeAt(0)) && !isEmphasis(words.charCodeAt(words.length - 1));
  return isPlain ? words : words.replace(/^[*_]{1,3}(?=\S)/, '').replace(/[*_]{1,3}$/, '');
}

function isEmphasis(code: number): boolean {
  return code === 42 || code === 95;
}

/** `#### Acceptance Criteria`, in any language. */
export function isCriteriaLabel(text: string, line: Line | undefined): boolean {
  return line?.kind === 'heading' && isLabel('criteria', headingWords(text, line));
}

/** `#### User Story:` as a label, with its text behind it or beneath it. */
export function isStoryLabel(words: string): boolean {
  if (isLabel('story', words)) return true;
  const colon = words.search(/[:：]/);
  // Ids and titles mostly have a colon too: a story label before one has no digit.
  return (
    colon > 0 &&
    !isDigit(words.charCodeAt(colon - 1)) &&
    isLabel('story', words.slice(0, colon)) &&
    /^\s*(?:\*\*)?\s*(?:As\b|作为|$)/i.test(words.slice(colon + 1))
  );
}

function isLabelHeading(words: string): boolean {
  return isLabel('criteria', words) || isStoryLabel(words);
}

const NO_REQUIREMENTS: readonly LabelKind[] = ['criteria', 'story', 'glossary', 'introduction', 'requirements'];

/** Whether a heading is a label within a requirement, or opens a section of the document. */
function isNoRequirement(words: string): boolean {
  for (const kind of labelKinds(words)) if (NO_REQUIREMENTS.includes(kind)) return true;
  return isStoryLabel(words);
}

function shapeOf(words: string, level: number): Shape | null {
  const word = WORD.exec(words);
  if (word) {
    const rest = words.slice(word[0].length);
    const id = ID.exec(rest) ?? CODE.exec(rest);
    if (id) return { id: id[0], title: titleOf(rest.slice(id[0].length)), isSure: true };
    if (/^[:：]\s*\S/.test(rest) || /^\s*[-–—]\s*\S/.test(rest)) return { id: null, title: titleOf(rest), isSure: false };
  }
  const code = CODE.exec(words);
  if (code) return { id: code[0], title: titleOf(words.slice(code[0].length)), isSure: true };
  const dotted = DOTTED.exec(words) ?? COUNTED.exec(words);
  if (dotted?.[1]) return { id: dotted[1], title: words.slice(dotted[0].length).trim(), isSure: false };
  return level >= 2 && words.trim() ? { id: null, title: words.trim(), isSure: false } : null;
}

function titleOf(rest: string): string {
  return rest.replace(/^[\s:：.．、\-–—*]{1,8}/, '').trim();
}

/** Whether the lines of this heading alone (criteria and story labels counted as its own) hold something to accept. */
function hasEvidence(text: string, lines: Line[], headings: number[], place: number): boolean {
  const index = headings[place] ?? 0;
  const level = lines[index]?.level ?? 0;
  for (let at = index + 1, next = place + 1; at < lines.length; at += 1) {
    const line = lines[at];
    if (!line) return false;
    if (headings[next] === at) {
      next += 1;
      if (line.level > level && isLabelHeading(headingWords(text, line))) return true;
      return false;
    }
    if (line.kind !== 'text' && line.kind !== 'item') continue;
    const words = text.slice(line.from, Math.min(line.to, line.from + 600));
    if (RULE.test(words) ? line.kind === 'item' || EARS_OPENING.test(words) : EARS_OPENING.test(words) && isRuleAhead(text, lines, at))
      return true;
    const labelled = readLabelled(text, line.from, line.to);
    if (!labelled || (labelled.mark === '' && labelled.rest.start < labelled.rest.end)) continue;
    if (isLabel('criteria', labelled.label) || (isLabel('story', labelled.label) && labelled.label !== '目的' && labelled.label !== '목적'))
      return true;
  }
  return false;
}

/** `WHEN ...` on one line and `THE SYSTEM SHALL ...` on the next. */
function isRuleAhead(text: string, lines: Line[], at: number): boolean {
  const next = lines[at + 1];
  return next?.kind === 'text' && RULE.test(text.slice(next.from, Math.min(next.to, next.from + 600)));
}
