import * as Y from 'yjs';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { appendUpdates, type NewUpdate, type Queryable } from './append-updates.ts';
import { applyParts, readStateParts, textOf } from './document-state.ts';

/** Whose words a change is: the origin of its Yjs transaction. */
export type Authored = { authorId: string | null };

/** An update that changes nothing: it stands in the log for somebody who answers for the changes before it. */
const nothing = Y.encodeStateAsUpdate(new Y.Doc());

/**
 * Changes a document inside a transaction, so that it is committed with whatever the transaction says about it. Every Yjs transaction that
 * `change` makes carries its author as origin and becomes one update of the log; `answerableId` stands behind them as a further author.
 * Open editors see it arrive after the commit. `not_found` if there is no such document; `revision_changed` if it was made
 * anew meanwhile: nothing is changed then.
 */
export async function changeDocument<T>(
  tx: Tx,
  documentId: string,
  change: (text: Y.Text) => T,
  answerableId: string | null = null,
): Promise<T> {
  return withDocument(tx, documentId, async (text, epoch) => {
    const updates: NewUpdate[] = [];
    text.doc?.on('update', (update: Uint8Array, origin: unknown) => updates.push({ epoch, update, authorId: authorOf(origin) }));
    const result = change(text);
    if (updates.length === 0) return result;
    if (answerableId !== null && updates.some(({ authorId }) => authorId !== answerableId)) {
      updates.push({ epoch, update: nothing, authorId: answerableId });
    }
    if (!(await appendUpdates(queryableOf(tx), documentId, updates))) {
      throw new Failure('revision_changed', 'The document was made anew meanwhile. Try again.');
    }
    return result;
  });
}

/** Reads a document's text as Yjs holds it durably, with the ids of its characters. `not_found` if there is none. */
export async function withDocument<T>(tx: Tx, documentId: string, work: (text: Y.Text, epoch: number) => T | Promise<T>): Promise<T> {
  const parts = await readStateParts(tx, documentId);
  const [first] = parts;
  if (!first) throw new Failure('not_found', 'There is no such document.');
  const doc = new Y.Doc();
  try {
    applyParts(doc, parts, 0);
    return await work(textOf(doc), first.epoch);
  } finally {
    doc.destroy();
  }
}

function authorOf(origin: unknown): string | null {
  if (typeof origin !== 'object' || origin === null || !('authorId' in origin)) return null;
  return typeof origin.authorId === 'string' ? origin.authorId : null;
}

/** The one statement that appends asks a pool; here it asks the transaction. */
function queryableOf(tx: Tx): Queryable {
  const query = async ({ text, values }: { text: string; values: unknown[] }) => ({ rows: await tx.$queryRawUnsafe(text, ...values) });
  // `pg`'s query has many forms; `appendUpdates` uses this one.
  return { query } as unknown as Queryable;
}
