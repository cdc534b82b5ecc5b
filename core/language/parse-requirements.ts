import { findBugfixGroups } from './bugfix-groups.ts';
import { readCriteria } from './criteria.ts';
import { readGlossary } from './glossary.ts';
import { isLabel, readLabelled } from './labels.ts';
import { type Line, readLines } from './lines.ts';
import { findRequirementHeadings, headingWords, isStoryLabel, type RequirementHeading } from './requirement-headings.ts';
import type { Span } from './span.ts';
import type { Parsed, Requirement, RequirementsTree } from './spec-tree.ts';
import { textDiagnostics } from './text-diagnostics.ts';

/**
 * Reads `requirements.md` or `bugfix.md`, in any house style and language of headings. Any text gives a tree, however little
 * of it could be read: the editor calls this on every keystroke, over half-written lines. Linear in the text.
 */
export function parseRequirements(text: string): Parsed<RequirementsTree> {
  const read = readLines(text);
  const { lines } = read;
  const groups = findBugfixGroups(text, lines);
  const headings = groups ?? findRequirementHeadings(text, lines);
  let synthetic = 0;
  const requirements = headings.map((heading) => {
    if (!heading.id) synthetic += 1;
    return readRequirement(text, lines, heading, heading.id ?? `#${synthetic}`, groups !== null);
  });
  return {
    tree: {
      kind: groups ? 'bugfix' : 'requirements',
      title: findTitle(text, lines),
      introduction: findIntroduction(text, lines),
      glossary: readGlossary(text, lines),
      requirements,
    },
    diagnostics: textDiagnostics(text, read),
  };
}

/** The words of the first heading of level one. */
export function findTitle(text: string, lines: Line[]): string | null {
  const line = lines.find(({ kind, level }) => kind === 'heading' && level === 1);
  return line ? headingWords(text, line) || null : null;
}

/** Reads one requirement whose heading was found. */
export function readRequirement(text: string, lines: Line[], heading: RequirementHeading, id: string, isBugfix: boolean): Requirement {
  const { index, endIndex, title } = heading;
  const headingLine = lines[index];
  const start = headingLine?.start ?? 0;
  return {
    id,
    isSynthetic: heading.id === null,
    title,
    span: { start, end: lastWords(lines, index, endIndex) },
    headingSpan: { start, end: headingLine?.to ?? start },
    userStory: findStory(text, lines, index + 1, endIndex),
    criteria: readCriteria(text, lines, { from: index + 1, to: endIndex, level: headingLine?.level ?? 1, id, isBugfix }),
  };
}

/** The end of the last line that is not blank, so that a requirement does not own the space before the next. */
function lastWords(lines: Line[], index: number, endIndex: number): number {
  for (let at = endIndex - 1; at > index; at -= 1) {
    const line = lines[at];
    if (line && line.kind !== 'blank') return Math.max(line.to, line.from);
  }
  return lines[index]?.end ?? 0;
}

function findStory(text: string, lines: Line[], from: number, to: number): Requirement['userStory'] {
  for (let at = from; at < to; at += 1) {
    const line = lines[at];
    if (!line) return null;
    if (line.kind === 'heading') {
      const words = headingWords(text, line);
      if (isLabel('criteria', words)) return null;
      if (!isStoryLabel(words)) continue;
      const inline = readLabelled(text, line.from, line.to);
      if (inline && inline.rest.start < inline.rest.end) return storyAt(text, inline.rest);
      return paragraphBelow(text, lines, at + 1, to);
    }
    if (line.kind !== 'text' && line.kind !== 'item') continue;
    const labelled = readLabelled(text, line.from, line.to);
    if (labelled && isLabel('criteria', labelled.label)) return null;
    if (labelled && isLabel('story', labelled.label)) {
      if (labelled.rest.start >= labelled.rest.end) return paragraphBelow(text, lines, at + 1, to);
      return storyAt(text, { start: labelled.rest.start, end: paragraphEnd(lines, at, to, labelled.rest.end) });
    }
    if (/^(?:As an? |As the |作为|作為|Como (?:um|uma|un|una) |En tant qu|Als |Как )/.test(text.slice(line.from, line.from + 16))) {
      return storyAt(text, { start: line.from, end: paragraphEnd(lines, at, to, line.to) });
    }
  }
  return null;
}

function paragraphBelow(text: string, lines: Line[], from: number, to: number): Requirement['userStory'] {
  for (let at = from; at < to; at += 1) {
    const line = lines[at];
    if (line?.kind === 'blank') continue;
    if (line?.kind !== 'text' && line?.kind !== 'item') return null;
    return storyAt(text, { start: line.from, end: paragraphEnd(lines, at, to, line.to) });
  }
  return null;
}

/** A paragraph goes on over plain lines; a new label ends it even without a blank line between. */
function paragraphEnd(lines: Line[], from: number, to: number, end: number): number {
  let last = end;
  for (let at = from + 1; at < to; at += 1) {
    const line = lines[at];
    if (line?.kind !== 'text') break;
    last = line.to;
  }
  return last;
}

function storyAt(text: string, span: Span): Requirement['userStory'] {
  const label = /\n[ \t]*\*\*[^*\n]{1,60}[:：]/.exec(text.slice(span.start, span.end));
  const end = label ? span.start + label.index : span.end;
  return { text: text.slice(span.start, end), span: { start: span.start, end } };
}

function findIntroduction(text: string, lines: Line[]): Span | null {
  const index = lines.findIndex((line) => line.kind === 'heading' && line.level <= 2 && isLabel('introduction', headingWords(text, line)));
  if (index < 0) return null;
  const level = lines[index]?.level ?? 0;
  let start = -1;
  let end = -1;
  for (let at = index + 1; at < lines.length; at += 1) {
    const line = lines[at];
    if (!line || (line.kind === 'heading' && line.level <= level)) break;
    if (line.kind === 'blank') continue;
    if (start < 0) start = line.start;
    end = line.to;
  }
  return start < 0 ? null : { start, end };
}
