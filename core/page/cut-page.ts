import { type Line, readLines } from '#core/language/lines.ts';
import type { Span } from '#core/language/span.ts';
import type { SpecTree } from '#core/language/spec-tree.ts';

/** A piece of a page that is shown, and left out while it is off the screen, as one. `item` is the place of its requirement or property in the tree. */
export type PageCut = Span & { kind: 'requirement' | 'property' | 'tasks' | 'plain'; item: number };

/** A cut of plain text or of tasks ends at the first seam behind so many characters. */
const ENOUGH = 3_000;

/**
 * Cuts a document into pieces that follow one another without a gap: a requirement or property each, and what stands between them at its
 * headings, paragraphs and tasks. No cut goes through code, a comment or a conflict. Linear.
 */
export function cutPage(text: string, tree: SpecTree): PageCut[] {
  if (tree.kind === 'tasks') return cutPlain(text, { start: 0, end: text.length }, 'tasks');
  const items = tree.kind === 'design' ? tree.properties : tree.requirements;
  const kind = tree.kind === 'design' ? 'property' : 'requirement';
  const cuts: PageCut[] = [];
  let at = 0;
  items.forEach(({ span }, item) => {
    // Two items over one another: the first one keeps what it has.
    if (span.start < at) return;
    cuts.push(...cutPlain(text, { start: at, end: span.start }, 'plain'));
    const end = lineEnd(text, span.end);
    cuts.push({ start: span.start, end, kind, item });
    at = end;
  });
  cuts.push(...cutPlain(text, { start: at, end: text.length }, 'plain'));
  return cuts;
}

/** The offset behind the line break of the line that `offset` stands in. */
export function lineEnd(text: string, offset: number): number {
  const next = text.indexOf('\n', Math.max(0, offset));
  return next < 0 ? text.length : next + 1;
}

/** The lines of a stretch that begins outside of code and comments, with offsets of the whole text. */
export function linesWithin(text: string, { start, end }: Span): { lines: Line[]; conflicts: number[] } {
  if (start >= end) return { lines: [], conflicts: [] };
  // Only at the top of a document do dashes open front matter: behind a blank line they are a rule.
  const head = start === 0 ? '' : '\n';
  const by = start - head.length;
  const { lines, conflicts } = readLines(head + text.slice(start, end));
  const own = head === '' ? lines : lines.slice(1);
  const moved = own.map((line) => ({
    ...line,
    start: line.start + by,
    end: line.end + by,
    from: line.from + by,
    to: line.to + by,
    box: line.box < 0 ? -1 : line.box + by,
  }));
  return { lines: moved, conflicts: conflicts.map((index) => index - head.length) };
}

function cutPlain(text: string, { start, end }: Span, kind: 'plain' | 'tasks'): PageCut[] {
  if (start >= end) return [];
  if (end - start <= ENOUGH) return [{ start, end, kind, item: -1 }];
  const { lines, conflicts } = linesWithin(text, { start, end });
  const inConflict = conflictRange(conflicts);
  const cuts: PageCut[] = [];
  let from = start;
  let isAfterBlank = true;
  lines.forEach((line, index) => {
    const isSeam =
      line.kind === 'heading' || (kind === 'tasks' ? line.box >= 0 : isAfterBlank && line.indent < 2 && line.kind !== 'opaque');
    const isFull = line.start - from > (line.kind === 'heading' ? ENOUGH / 3 : ENOUGH);
    if (isSeam && isFull && !inConflict(index)) {
      cuts.push({ start: from, end: line.start, kind, item: -1 });
      from = line.start;
    }
    isAfterBlank = line.kind === 'blank';
  });
  cuts.push({ start: from, end, kind, item: -1 });
  return cuts;
}

/** From the first mark that git left behind to the last: what lies between is not cut. */
function conflictRange(conflicts: number[]): (index: number) => boolean {
  const first = conflicts[0] ?? Number.POSITIVE_INFINITY;
  const last = conflicts.at(-1) ?? Number.NEGATIVE_INFINITY;
  return (index) => index > first && index <= last;
}
