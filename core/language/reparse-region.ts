import { labelKinds } from './labels.ts';
import { type Line, readLines } from './lines.ts';
import { readRequirement } from './parse-requirements.ts';
import { findRequirementHeadings, headingWords, isSureHeading } from './requirement-headings.ts';
import { shiftRequirement } from './shift.ts';
import type { Requirement } from './spec-tree.ts';
import { hasHidden } from './text-diagnostics.ts';

/** What a region could do to its neighbours: comments reach as far as they like, and so do conflicts. */
const REACHING = /<!--|-->|^(?:<<<<<<<|>>>>>>>|=======|\|\|\|\|\|\|\|)/m;

/**
 * Reads a stretch of requirements again after an edit in it: `was` and `now` are the text from the heading of one requirement to that of
 * another (or the end), before and after; both begin at `start`. `synthetic` requirements without a number stand before it. Null where the
 * edit could mean something elsewhere: before and after, the stretch must begin with a heading of the same level that says by itself that
 * it is a requirement, and hold no title, glossary or introduction, no comment or conflict, and only fences that close.
 */
export function reparseRegion(was: string, now: string, start: number, synthetic: number): Requirement[] | null {
  const before = closedLines(was);
  const after = closedLines(now);
  if (!before || !after || before[0]?.level !== after[0]?.level) return null;
  const headings = findRequirementHeadings(now, after);
  const first = headings[0];
  // An undotted id shows that the document is no bugfix, whatever the rest of it says.
  if (first?.index !== 0 || first.id === null || first.id.includes('.')) return null;
  let count = synthetic;
  return headings.map((heading) => {
    if (heading.id === null) count += 1;
    return shiftRequirement(readRequirement(now, after, heading, heading.id ?? `#${count}`, false), start);
  });
}

/** Whether the line at an offset is a heading that opens a requirement, whatever stands before it. */
export function isSureHeadingAt(text: string, offset: number): boolean {
  const newline = text.indexOf('\n', offset);
  const words = text.slice(offset, newline < 0 ? text.length : newline);
  return isSureHeading(words, readLines(words).lines[0]);
}

/** The lines of a stretch that neither reaches out nor holds what belongs to the whole document; else null. */
function closedLines(block: string): Line[] | null {
  if (REACHING.test(block) || hasHidden(block)) return null;
  const { lines, unclosedFence } = readLines(block);
  const top = lines[0];
  if (unclosedFence >= 0 || !top || top.level < 2 || !isSureHeading(block, top)) return null;
  const isOfWhole = (line: Line) => {
    if (line.kind !== 'heading') return false;
    const kinds = labelKinds(headingWords(block, line));
    return line.level === 1 || kinds.includes('glossary') || kinds.includes('introduction');
  };
  return lines.some(isOfWhole) ? null : lines;
}
