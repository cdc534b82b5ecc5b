import { diffWordsWithSpace } from 'diff';
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
    const before = text.slice(start, end);
    let after = '';
    let from = start;
    for (const edit of edits) {
      after += text.slice(from, edit.start) + edit.inserted;
      from = edit.start + edit.removed;
    }
    after += text.slice(from, end);
    return { parts: compareWords(before.replace(/^\s+/, ''), after.replace(/^\s+/, '')) };
  });
}

function compareWords(before: string, after: string): PreviewPart[] {
  return diffWordsWithSpace(before, after).map(({ value, added, removed }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}
