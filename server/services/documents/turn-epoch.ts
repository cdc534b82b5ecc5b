import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import type pg from 'pg';
import * as Y from 'yjs';
import type { Db } from '#server/db/client.ts';
import { rebaseAnchors } from '#server/services/comments/rebase-anchors.ts';
import { moveSuggestions } from '#server/services/suggestions/move-suggestions.ts';
import { holdSuggestions } from '#server/services/suggestions/suggestion-row.ts';
import { appendUpdates } from './append-updates.ts';
import { carryOver } from './carry-over.ts';
import {
  applyParts,
  firstState,
  readStateParts,
  reservedClients,
  type StatePart,
  statePartsSql,
  textOf,
  updatesChannel,
} from './document-state.ts';

/** A live state of this many structs begins afresh: it costs a megabyte and some 20 ms in each browser that opens the document. */
export const turnAfterStructs = 4_000;

/** How many pieces a state is made of: what it costs to keep and to open, beside its text. */
export function countStructs(doc: Y.Doc): number {
  let count = 0;
  for (const structs of doc.store.clients.values()) count += structs.length;
  return count;
}

/**
 * Ends the document's epoch: its last state is put away, and a fresh one of nothing but the text takes its place. Only if the document
 * is still at `headSeq`, with the log folded and its authors kept; or nothing happens. May die anywhere: it is one transaction.
 * @returns true if a new epoch has begun.
 */
export async function turnEpoch(db: Db, documentId: string, headSeq: number, atLeast = turnAfterStructs): Promise<boolean> {
  return db.$transaction(
    async (tx) => {
      await holdSuggestions(tx, documentId);
      const [head] = await tx.$queryRaw<{ epoch: number; headSeq: number }[]>`
        SELECT epoch, head_seq AS "headSeq" FROM documents WHERE id = ${documentId}::uuid FOR NO KEY UPDATE`;
      if (!head || head.headSeq !== headSeq || head.epoch + 1 >= reservedClients) return false;
      const [before, after] = [new Y.Doc(), new Y.Doc()];
      applyParts(before, await readStateParts(tx, documentId), 0);
      if (countStructs(before) < atLeast) return false;
      const epoch = head.epoch + 1;
      const first = Buffer.from(firstState(textOf(before).toString(), epoch));
      Y.applyUpdate(after, first);
      const state = new Uint8Array(await promisify(deflate)(Y.encodeStateAsUpdateV2(before)));
      const holdings = new Uint8Array(Y.encodeSnapshot(Y.snapshot(before)));
      await tx.documentEpoch.create({ data: { documentId, epoch: head.epoch, state, holdings } });
      await rebaseAnchors(tx, documentId, textOf(before), textOf(after));
      await moveSuggestions(tx, documentId, textOf(before), textOf(after));
      // A number of its own, so that whoever holds the document reads the announcement as something new.
      await tx.$executeRaw`
        UPDATE document_snapshots SET seq = ${headSeq + 1}, state = ${first}, updated_at = now() WHERE document_id = ${documentId}::uuid`;
      await tx.$executeRaw`DELETE FROM document_updates WHERE document_id = ${documentId}::uuid`;
      await tx.$executeRaw`
        UPDATE documents SET epoch = ${epoch}, head_seq = ${headSeq + 1},
          hashed_seq = CASE WHEN hashed_seq = ${headSeq} THEN ${headSeq + 1} ELSE hashed_seq END
        WHERE id = ${documentId}::uuid`;
      await tx.$executeRaw`SELECT pg_notify(${updatesChannel}, ${`${documentId} ${headSeq + 1} epoch`})`;
      return true;
    },
    { timeout: 30_000 },
  );
}

/** What the last state of an ended epoch holds. Undefined if it is not kept. */
export async function readHoldings(pool: pg.Pool, documentId: string, epoch: number): Promise<Y.Snapshot | undefined> {
  const { rows } = await pool.query<{ holdings: Buffer }>('SELECT holdings FROM document_epochs WHERE document_id = $1 AND epoch = $2', [
    documentId,
    epoch,
  ]);
  return rows[0] && Y.decodeSnapshot(rows[0].holdings);
}

/**
 * Appends to the document what somebody wrote in an epoch that is over, once however often it is brought. `check` judges it on the
 * epoch's last state. Committed when it resolves; whoever holds the document hears of it like of any append.
 * @returns false if `check` says no, if it builds on what the epoch never had, or if that epoch is not kept.
 */
export async function carryUpdate(
  pool: pg.Pool,
  { documentId, epoch, update, authorId }: { documentId: string; epoch: number; update: Uint8Array; authorId: string },
  check: (ended: Y.Doc) => boolean,
): Promise<boolean> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ epoch: number }>('SELECT epoch FROM documents WHERE id = $1 FOR NO KEY UPDATE', [documentId]);
    const current = rows[0]?.epoch;
    if (current === undefined || current <= epoch) return false;
    const { rows: ended } = await client.query<{ state: Buffer }>(
      'SELECT state FROM document_epochs WHERE document_id = $1 AND epoch >= $2 ORDER BY epoch',
      [documentId, epoch],
    );
    if (ended.length !== current - epoch) return false;
    const states: Y.Doc[] = [];
    for (const { state } of ended) {
      const doc = new Y.Doc();
      Y.applyUpdateV2(doc, await promisify(inflate)(state));
      states.push(doc);
    }
    states.push(await readState(client, documentId));
    const [first] = states;
    if (!first || !check(first)) return false;
    let carried: Uint8Array | null | undefined = update;
    for (let step = 1; carried && step < states.length; step += 1) {
      const [from, to] = [states[step - 1], states[step]];
      carried = from && to && carryOver(from, to, epoch + step, carried);
    }
    for (const doc of states) doc.destroy();
    if (carried) await appendUpdates(client, documentId, [{ epoch: current, update: carried, authorId }], 'carried');
    return carried !== undefined;
  });
}

async function readState(client: pg.PoolClient, documentId: string): Promise<Y.Doc> {
  const { rows } = await client.query<StatePart>(statePartsSql, [documentId, -1]);
  const doc = new Y.Doc();
  applyParts(doc, rows, 0);
  return doc;
}

async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let isBroken = true;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    isBroken = false;
    return result;
  } catch (cause) {
    await client.query('ROLLBACK').then(
      () => {
        isBroken = false;
      },
      () => {},
    );
    throw cause;
  } finally {
    client.release(isBroken);
  }
}
