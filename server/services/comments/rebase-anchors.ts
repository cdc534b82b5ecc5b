import type * as Y from 'yjs';
import { anchorOf, placesOf } from '#core/comments/anchor.ts';
import type { Tx } from '#server/db/client.ts';
import { readAnchor } from './read-places.ts';

/**
 * Gives the threads of a document the ids that their characters have in a copy that was begun afresh from its text: `before` and `after`
 * hold the same words. A thread whose words are gone keeps its anchor and its quote. To be called in the transaction that puts the new state
 * in the old one's place.
 */
export async function rebaseAnchors(tx: Tx, documentId: string, before: Y.Text, after: Y.Text): Promise<void> {
  const threads = await tx.commentThread.findMany({ where: { documentId }, select: { id: true, anchor: true } });
  const places = placesOf(
    before,
    threads.map(({ anchor }) => readAnchor(anchor)),
  );
  for (const [i, { id }] of threads.entries()) {
    const place = places[i];
    const anchor = place?.state === 'there' ? anchorOf(after, place.span) : null;
    if (anchor) await tx.commentThread.update({ where: { id }, data: { anchor } });
  }
}
