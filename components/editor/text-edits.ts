import type * as Y from 'yjs';
import type { Difference } from '#core/edits/difference.ts';

/** A replacement at offsets of the text before the change that it belongs to. */
export type Edit = { from: number; to: number; text: string };

/** A change of a text as replacements, all at offsets of the text before it, in its order. */
export function editsOf(event: Y.YTextEvent): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  for (const { retain, insert, delete: deleted } of event.delta) {
    if (retain !== undefined) {
      at += retain;
      continue;
    }
    const last = edits.at(-1);
    const edit = last && last.to === at ? last : { from: at, to: at, text: '' };
    if (edit !== last) edits.push(edit);
    if (typeof insert === 'string') edit.text += insert;
    if (deleted !== undefined) {
      at += deleted;
      edit.to = at;
    }
  }
  return edits;
}

/** The same as differences to be carried out one after the other. */
export function differencesOf(event: Y.YTextEvent): Difference[] {
  // From right to left: each offset is one of the text before.
  return editsOf(event)
    .toReversed()
    .map(({ from, to, text }) => ({ start: from, removed: to - from, inserted: text }));
}
