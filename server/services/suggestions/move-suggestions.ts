import type * as Y from 'yjs';
import { moveHunk } from '#core/edits/move-hunk.ts';
import type { Hunk } from '#core/edits/suggestion.ts';
import type { Tx } from '#server/db/client.ts';
import { readHunks } from './suggestion-row.ts';

/**
 * Gives the suggestions of a document the ids that their characters have in a copy that was begun afresh from its words. To be called in
 * the transaction that puts the new state in the old one's place, which has begun with `holdSuggestions`.
 */
export async function moveSuggestions(tx: Tx, documentId: string, before: Y.Text, after: Y.Text): Promise<void> {
  const rows = await tx.suggestion.findMany({
    where: { documentId, status: { in: ['open', 'accepted'] } },
    select: { id: true, hunks: true, inverse: true },
  });
  const last = await tx.suggestion.aggregate({ where: { documentId }, _max: { seq: true } });
  let seq = last._max.seq ?? 0;
  const moved = (hunks: Hunk[]) => hunks.map((hunk) => moveHunk(before, after, hunk));
  for (const { id, hunks, inverse } of rows) {
    seq += 1;
    const back = inverse === null ? {} : { inverse: moved(readHunks(inverse)) };
    await tx.suggestion.update({ where: { id }, data: { seq, hunks: moved(readHunks(hunks)), ...back } });
  }
}
