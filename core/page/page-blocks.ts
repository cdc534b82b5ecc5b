import type { Line } from '#core/language/lines.ts';
import type { Span } from '#core/language/span.ts';
import type { SpecTree, Task } from '#core/language/spec-tree.ts';
import { linesWithin, type PageCut } from './cut-page.ts';
import type { PageBlock } from './page-block.ts';

/** An item of the tree: from the line that it begins on to the line that it ends on. */
type Item = Span & { block: (lines: Span, first: Line) => PageBlock };

/**
 * The blocks of one cut of a page. Each line that is not blank is part of exactly one block, so that nothing in a text goes unseen. Linear in
 * the cut, but for the look for its items among those of the tree.
 */
export function blocksOf(text: string, cut: PageCut, tree: SpecTree): PageBlock[] {
  const { lines, conflicts } = linesWithin(text, cut);
  const items = itemsOf(text, cut, tree);
  const blocks: PageBlock[] = [];
  let next = 0;
  for (let at = 0; at < lines.length; ) {
    const line = lines[at];
    if (!line) break;
    if (line.kind === 'blank') {
      at += 1;
      continue;
    }
    const conflict = conflictEnd(conflicts, at);
    while (items[next] && (items[next]?.start ?? 0) < line.start) next += 1;
    const item = items[next];
    const isItem = conflict < 0 && item !== undefined && item.start <= line.end;
    const end = conflict >= 0 ? conflict : isItem ? itemEnd(lines, at, item.end) : blockEnd(text, lines, at, item?.start, conflicts);
    const span = { start: line.start, end: lines[end - 1]?.end ?? line.end };
    blocks.push(
      conflict >= 0
        ? { ...span, kind: 'conflict' }
        : isItem
          ? item.block(span, line)
          : plainBlock(text, span, line, lines[end - 1] ?? line),
    );
    at = end;
  }
  return blocks;
}

function plainBlock(text: string, span: Span, line: Line, last: Line): PageBlock {
  if (line.kind === 'heading') return { ...span, kind: 'heading', level: line.level, words: { start: line.from, end: line.to } };
  if (line.kind !== 'opaque') return { ...span, kind: 'prose' };
  const fence = fenceOf(text, line);
  if (!fence) return { ...span, kind: 'aside' };
  const from = Math.min(line.end + 1, span.end);
  const isClosed = last !== line && fenceCloses(text, last, fence);
  return {
    ...span,
    kind: 'code',
    language: (/^[^\s{]*/.exec(text.slice(line.from + fence.length, line.to).trim())?.[0] ?? '').toLowerCase(),
    words: { start: from, end: isClosed ? Math.max(from, last.start - 1) : Math.max(from, span.end) },
  };
}

/** Index behind the last line of the block that begins at `at`. */
function blockEnd(text: string, lines: Line[], at: number, nextItem: number | undefined, conflicts: number[]): number {
  const line = lines[at];
  if (!line || line.kind === 'heading') return at + 1;
  const limit = limitOf(lines, at, nextItem, conflicts);
  if (line.kind === 'opaque') return opaqueEnd(text, lines, at, limit);
  let end = at + 1;
  for (let here = at + 1; here < limit; here += 1) {
    const one = lines[here];
    if (!one || one.kind === 'heading' || one.kind === 'opaque') break;
    if (one.kind === 'blank') continue;
    // Behind a blank line only what hangs on a list goes on.
    const isApart = lines[here - 1]?.kind === 'blank';
    if (isApart && (line.kind !== 'item' || (one.indent < 2 && one.kind !== 'item') || one.indent < line.indent)) break;
    end = here + 1;
  }
  return end;
}

/** Where an item or a conflict begins: no block goes beyond it. */
function limitOf(lines: Line[], at: number, nextItem: number | undefined, conflicts: number[]): number {
  let limit = conflicts.find((index) => index > at) ?? lines.length;
  if (nextItem === undefined) return limit;
  for (let here = at + 1; here < limit; here += 1) if ((lines[here]?.end ?? 0) >= nextItem) limit = here;
  return limit;
}

function opaqueEnd(text: string, lines: Line[], at: number, limit: number): number {
  const line = lines[at];
  if (!line) return at + 1;
  const fence = fenceOf(text, line);
  for (let here = at + 1; here < limit; here += 1) {
    const one = lines[here];
    if (one?.kind !== 'opaque') return here;
    if (fence ? fenceCloses(text, one, fence) : text.slice(one.start, one.end).includes('-->')) return here + 1;
    if (!fence && fenceOf(text, one)) return here;
  }
  return limit;
}

function fenceOf(text: string, line: Line): string | null {
  return /^(?:`{3,}|~{3,})/.exec(text.slice(line.from, Math.min(line.to, line.from + 200)))?.[0] ?? null;
}

function fenceCloses(text: string, line: Line, fence: string): boolean {
  const words = text.slice(line.from, Math.min(line.to, line.from + 200));
  return words.startsWith(fence) && words === (fence[0] ?? '').repeat(words.length);
}

function itemEnd(lines: Line[], at: number, end: number): number {
  let last = at;
  for (let here = at; here < lines.length && (lines[here]?.start ?? 0) < end; here += 1) if (lines[here]?.kind !== 'blank') last = here;
  return last + 1;
}

/** Index behind the conflict that begins at a line, or -1. One that is never closed goes to the end of the cut's last mark. */
function conflictEnd(conflicts: number[], at: number): number {
  const first = conflicts.indexOf(at);
  return first < 0 ? -1 : (conflicts.at(-1) ?? at) + 1;
}

function itemsOf(text: string, cut: PageCut, tree: SpecTree): Item[] {
  const within = (span: Span) => span.start >= cut.start && span.start < cut.end;
  if (tree.kind === 'tasks') return tree.tasks.flatMap((task) => (within(task.span) ? taskItems(text, task) : []));
  if (tree.kind === 'design') {
    const property = tree.properties[cut.item];
    return property
      ? [
          {
            start: property.headingSpan.start,
            end: property.headingSpan.end,
            block: (span, line) => ({ ...span, kind: 'property', level: line.level, words: { start: line.from, end: line.to }, property }),
          },
        ]
      : [];
  }
  const requirement = tree.requirements[cut.item];
  if (!requirement) return [];
  const { headingSpan, userStory, criteria } = requirement;
  const items: Item[] = [
    {
      start: headingSpan.start,
      end: headingSpan.end,
      block: (span, line) => ({ ...span, kind: 'requirement', level: line.level, words: { start: line.from, end: line.to }, requirement }),
    },
  ];
  if (userStory) items.push({ ...userStory.span, block: (span) => ({ ...span, kind: 'story', words: userStory.span, requirement }) });
  for (const criterion of criteria) {
    items.push({ ...criterion.span, block: (span) => ({ ...span, kind: 'criterion', words: criterion.span, requirement, criterion }) });
  }
  return items.sort((a, b) => a.start - b.start);
}

/** The line of its box, and what stands beneath it. */
function taskItems(text: string, task: Task): Item[] {
  const lineBreak = text.indexOf('\n', task.stateSpan.end);
  const head = lineBreak < 0 ? task.span.end : Math.min(lineBreak, task.span.end);
  const items: Item[] = [
    {
      start: task.span.start,
      end: head,
      block: (span, line) => {
        const found = task.title === '' ? line.to : text.indexOf(task.title, line.from);
        const start = found >= 0 && found <= line.to ? found : line.to;
        return { ...span, kind: 'task', task, words: { start, end: Math.min(line.to, start + task.title.length) } };
      },
    },
  ];
  const from = text.slice(head, task.span.end).search(/\S/);
  if (from > 0) {
    const start = text.lastIndexOf('\n', head + from) + 1;
    items.push({ start, end: task.span.end, block: (span) => ({ ...span, kind: 'details', task }) });
  }
  return items;
}
