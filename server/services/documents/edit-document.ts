import * as Y from 'yjs';
import type { Difference } from '#core/edits/difference.ts';
import type { House } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { appendUpdates } from './append-updates.ts';
import { applyParts, readStateParts, textOf } from './document-state.ts';

/**
 * Replaces one stretch of a document's text, durably when it resolves. Open editors see it arrive wherever they are, and what
 * people type meanwhile stays where they typed it. `edit` gets the text as it is durably; null leaves it alone.
 * Gives the text with the edit made. `not_found` if there is no such document.
 */
export async function editDocument(
  { db, pool }: Pick<House, 'db' | 'pool'>,
  documentId: string,
  edit: (text: string) => Difference | null,
  authorId: string | null,
): Promise<string> {
  for (;;) {
    const parts = await readStateParts(db, documentId);
    const [first] = parts;
    if (!first) throw new Failure('not_found', 'There is no such document.');
    const doc = new Y.Doc();
    try {
      applyParts(doc, parts, 0);
      const text = textOf(doc);
      const change = edit(text.toString());
      const update = change && changeOf(doc, change);
      if (!update) return text.toString();
      const { epoch } = first;
      if (await appendUpdates(pool, documentId, [{ epoch, update, authorId }])) return text.toString();
      // A new epoch began in between: the same edit, on its state.
    } finally {
      doc.destroy();
    }
  }
}

function changeOf(doc: Y.Doc, { start, removed, inserted }: Difference): Uint8Array | undefined {
  const text = textOf(doc);
  if (start < 0 || removed < 0 || start + removed > text.length) {
    throw new RangeError(`An edit of ${removed} at ${start} does not lie in a text of ${text.length}.`);
  }
  let update: Uint8Array | undefined;
  doc.once('update', (bytes: Uint8Array) => {
    update = bytes;
  });
  doc.transact(() => {
    text.delete(start, removed);
    // A document's text holds line feeds only; its file's own line endings come back when it is exported.
    text.insert(start, inserted.replace(/\r\n?/g, '\n'));
  });
  return update;
}
