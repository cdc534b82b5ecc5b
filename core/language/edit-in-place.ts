import { type Difference, difference } from '#core/edits/difference.ts';
import type { KnownSpec } from './analyze-again.ts';
import { recountUses } from './check-glossary.ts';
import { checkRequirementIds } from './check-ids.ts';
import { type FoundRequirements, type PlacedRequirement, placeRequirement, treesOf, usesOf } from './diagnose.ts';
import { isSureHeadingAt, reparseRegion } from './reparse-region.ts';
import { shiftRequirement } from './shift.ts';
import type { Requirement, RequirementsTree } from './spec-tree.ts';

/** What an edit made of the requirements, and whether every id is the one that it was. */
export type LocalEdit = { found: FoundRequirements; hasSameIds: boolean };

/** A document whose headings are all of that kind is read in full: it is small, or no one's. */
const MAX_FURTHER = 4;

/** Reads again what an edit of the requirements touched; null where it could mean something for the rest of the document. */
export function editInPlace({ texts, parsed, placed, uses, idFindings, terms, links }: KnownSpec, text: string): LocalEdit | null {
  const before = texts.requirements;
  if (texts.format !== undefined && texts.format !== 'kiro') return null;
  const old = parsed.requirements;
  if (before === undefined || !old || old.diagnostics.length > 0 || old.tree.kind === 'bugfix') return null;
  const { tree } = old;
  const change = difference(before, text);
  if (reachesOut(tree, change) || before.startsWith('---')) return null;
  const touched = regionOf(before, placed, change);
  // Where the edit broke the first heading itself, the stretch begins with the one before it.
  const region =
    readRegion(before, text, placed, touched, change) ??
    readRegion(before, text, placed, { ...touched, from: sureFrom(before, placed, touched.from - 1) }, change);
  if (!region) return null;
  const { from, to, requirements } = region;
  const by = change.inserted.length - change.removed;
  const replaced = placed.slice(from, to).map(({ requirement }) => requirement);
  const renumber = countSynthetic(requirements) - countSynthetic(replaced);
  const trees = treesOf(parsed);
  const read = (requirement: Requirement) => placeRequirement(text, trees, requirement, terms, links);
  const later = placed.slice(to).map((one) => {
    if (renumber !== 0 && one.requirement.isSynthetic) return read(renumbered(one.requirement, one.by + by, renumber));
    return by === 0 ? one : moved(one, by);
  });
  const come = requirements.map(read);
  const now = [...placed.slice(0, from), ...come, ...later];
  const hasSameIds = renumber === 0 && idsOf(requirements) === idsOf(replaced);
  const found = {
    placed: now,
    uses: recountUses(uses, usesOf(placed.slice(from, to)), usesOf(come)),
    idFindings: hasSameIds && idFindings.length === 0 ? idFindings : checkRequirementIds(now),
  };
  return { found, hasSameIds };
}

function moved({ requirement, diagnostics, termUse, untraced, by }: PlacedRequirement, further: number): PlacedRequirement {
  return { requirement, diagnostics, termUse, untraced, by: by + further };
}

type Region = { from: number; to: number };

function startOf(placed: PlacedRequirement | undefined): number {
  return placed ? placed.requirement.span.start + placed.by : 0;
}

/**
 * The requirements that a change could touch: from the one that begins before it to the one that begins behind it, and a little further where
 * a heading there is known only by what stands around it.
 */
function regionOf(before: string, placed: readonly PlacedRequirement[], { start, removed }: Difference): Region {
  const firstBehind = (offset: number) => {
    let low = 0;
    let high = placed.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (startOf(placed[middle]) > offset) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  let to = firstBehind(start + removed);
  for (let further = 0; further < MAX_FURTHER && isKnownByContext(before, placed[to]); further += 1) to += 1;
  return { from: sureFrom(before, placed, firstBehind(start - 1) - 1), to };
}

/** The nearest at or above a place whose heading says by itself that it is one, as far as it is worth looking. */
function sureFrom(before: string, placed: readonly PlacedRequirement[], at: number): number {
  let from = at;
  for (let further = 0; further < MAX_FURTHER && isKnownByContext(before, placed[from]); further += 1) from -= 1;
  return from;
}

function isKnownByContext(before: string, one: PlacedRequirement | undefined): boolean {
  return one !== undefined && !isSureHeadingAt(before, startOf(one));
}

function readRegion(
  before: string,
  text: string,
  all: readonly PlacedRequirement[],
  { from, to }: Region,
  change: Difference,
): (Region & { requirements: Requirement[] }) | null {
  const first = all[from];
  const next = all[to];
  if (!first || (next && !isSureHeadingAt(before, startOf(next)))) return null;
  const start = startOf(first);
  const end = next ? startOf(next) : before.length;
  const by = change.inserted.length - change.removed;
  const earlier = countSynthetic(all.slice(0, from).map(({ requirement }) => requirement));
  const requirements = reparseRegion(before.slice(start, end), ownCopy(text, start, end + by), start, earlier);
  return requirements && { from, to, requirements };
}

/**
 * A stretch as a string of its own. The words of a tree are slices, and a slice keeps all of the text alive that it was cut from: requirement by
 * requirement, an hour of typing would keep every version of a long document.
 */
function ownCopy(text: string, start: number, end: number): string {
  const slice = text.slice(start, end);
  return slice.length * 4 > text.length ? slice : String(JSON.parse(JSON.stringify(slice)));
}

/** A requirement without a number of its own, further on in the text and counted anew. */
function renumbered(requirement: Requirement, by: number, renumber: number): Requirement {
  const id = `#${Number(requirement.id.slice(1)) + renumber}`;
  const criteria = requirement.criteria.map((criterion) => ({ ...criterion, id: id + criterion.id.slice(requirement.id.length) }));
  return shiftRequirement({ ...requirement, id, criteria }, by);
}

function countSynthetic(requirements: readonly Requirement[]): number {
  let count = 0;
  for (const { isSynthetic } of requirements) if (isSynthetic) count += 1;
  return count;
}

function idsOf(requirements: Requirement[]): string {
  return requirements.map(({ id, criteria }) => [id, ...criteria.map((criterion) => criterion.id)].join(' ')).join('\n');
}

/** Whether what is known of the rest of the document would have to move or change with it. */
function reachesOut({ glossary, introduction }: RequirementsTree, { start }: Difference): boolean {
  return (glossary.at(-1)?.span.end ?? 0) >= start || (introduction?.end ?? 0) >= start;
}
