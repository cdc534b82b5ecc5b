import type { Option } from '#core/analysis/analysed-spec.ts';
import type { Difference } from '#core/edits/difference.ts';

/** A stretch of a sentence as it would be: as it stands, taken out, or put in. */
export type PreviewPart = { kind: 'same' | 'removed' | 'added'; text: string };

/** One line that an option would change, word by word. */
export type PreviewLine = { parts: readonly PreviewPart[] };

/** Edits in the order of the text, as differences. Those that lie outside `text`, or on one another, are left out. */
export function differencesOf({ edits }: Pick<Option, 'edits'>, text: string): Difference[] {
  const differences: Difference[] = [];
  let last = -1;
  for (const { span, text: inserted } of [...edits].sort((a, b) => a.span.start - b.span.start)) {
    if (span.start < last || span.end > text.length || span.end < span.start) continue;
    differences.push({ start: span.start, removed: span.end - span.start, inserted });
    last = span.end;
  }
  return differences;
}

/** The lines of `text` that an option would change, before and after in one, word by word. Empty for an option that changes nothing. */
export function previewOf(option: Pick<Option, 'edits'>, text: string): PreviewLine[] {
  const lines: { start: number; end: number; edits: Difference[] }[] = [];
  for (const edit of differencesOf(option, text)) {
    const start = text.lastIndexOf('\n', edit.start - 1) + 1;
    const found = text.indexOf('\n', edit.start + edit.removed);
    const end = found < 0 ? text.length : found;
    const open = lines.at(-1);
    if (open && start <= open.end) {
      open.end = Math.max(open.end, end);
      open.edits.push(edit);
    } else lines.push({ start, end, edits: [edit] });
  }
  return lines.map(({ start, end, edits }) => {
    const parts: PreviewPart[] = [];
    let from = start + (/^\s*/.exec(text.slice(start, Math.max(start, edits[0]?.start ?? start)))?.[0].length ?? 0);
    for (const edit of edits) {
      const { head, removed, inserted, tail } = trimmed(text.slice(edit.start, edit.start + edit.removed), edit.inserted);
      push(parts, 'same', text.slice(from, edit.start) + head);
      push(parts, 'removed', removed);
      push(parts, 'added', inserted);
      from = edit.start + edit.removed;
      push(parts, 'same', tail);
    }
    push(parts, 'same', text.slice(from, end));
    return { parts };
  });
}

function push(parts: PreviewPart[], kind: PreviewPart['kind'], text: string): void {
  const last = parts.at(-1);
  if (text === '') return;
  if (last?.kind === kind) parts[parts.length - 1] = { kind, text: last.text + text };
  else parts.push({ kind, text });
}

/** Whole words that both have at their beginning and at their end are no change. */
function trimmed(before: string, after: string): { head: string; removed: string; inserted: string; tail: string } {
  const old = before.match(/\s+|\S+/g) ?? [];
  const now = after.match(/\s+|\S+/g) ?? [];
  const shorter = Math.min(old.length, now.length);
  let head = 0;
  while (head < shorter && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  return {
    head: old.slice(0, head).join(''),
    removed: old.slice(head, old.length - tail).join(''),
    inserted: now.slice(head, now.length - tail).join(''),
    tail: tail === 0 ? '' : old.slice(-tail).join(''),
  };
}
