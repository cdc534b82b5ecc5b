import { isLabel } from './labels.ts';
import { type Line, readLines } from './lines.ts';
import { readRequirement } from './parse-requirements.ts';
import { findRequirementHeadings, headingWords, isSureHeading } from './requirement-headings.ts';
import { shiftRequirement } from './shift.ts';
import type { Requirement } from './spec-tree.ts';

/** What a block could do to its neighbours: comments reach as far as they like, and so do conflicts. */
const REACHING = /<!--|-->|^(?:<<<<<<<|>>>>>>>|=======|\|\|\|\|\|\|\|)/m;

/**
 * Reads one requirement again after an edit in it: `was` and `block` are the text from its heading to the next requirement, before and
 * after, and `start` is where both begin. Null where the edit could mean something elsewhere: before and after, the block must be this
 * one requirement and nothing more, with a heading of the same level that speaks for itself, and with fences that close.
 */
export function reparseRequirement(was: string, block: string, start: number): Requirement | null {
  const before = closedLines(was);
  const after = closedLines(block);
  const top = after?.[0];
  if (!before || !after || !top || top.level !== before[0]?.level) return null;
  const [heading, ...others] = findRequirementHeadings(block, after);
  if (!heading?.id || heading.index !== 0 || others.length > 0) return null;
  return shiftRequirement(readRequirement(block, after, heading, heading.id, false), start);
}

/** The lines of a block that neither reaches out nor lets anything but a requirement in; else null. */
function closedLines(block: string): Line[] | null {
  if (REACHING.test(block)) return null;
  const { lines, unclosedFence } = readLines(block);
  const top = lines[0];
  if (unclosedFence >= 0 || !top || top.level < 2 || !isSureHeading(block, top) || isLabel('glossary', headingWords(block, top)))
    return null;
  const isAlone = lines.every(
    (line, at) => at === 0 || line.kind !== 'heading' || (line.level > top.level && !isLabel('glossary', headingWords(block, line))),
  );
  return isAlone ? lines : null;
}
