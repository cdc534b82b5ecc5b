import type pg from 'pg';
import * as Y from 'yjs';
import { carryUpdate, readHoldings } from '#server/services/documents/turn-epoch.ts';
import { checkUpdate, type UpdateRules } from './check-update.ts';
import type { Link } from './link.ts';
import type { LiveDocument } from './live-document.ts';
import { refusals } from './refusal.ts';
import { encode, messageType, syncType } from './wire.ts';

/** A link whose client holds the state of an epoch that is over. */
export type Away = { receive(update: Uint8Array, isReply: boolean): void };

/**
 * Asks such a client for what it wrote beyond the end of its epoch, carries that into the document, acknowledges it, and closes the
 * socket so that the client opens the document afresh. It gets nothing of the new state: the two cannot be merged.
 */
export function createAway(options: {
  pool: pg.Pool;
  live: LiveDocument;
  link: Link;
  rules: UpdateRules;
  /** Undefined if the client's state tells none. */
  epoch: number | undefined;
  send(message: Uint8Array): void;
}): Away {
  const { pool, live, link, rules, epoch, send } = options;
  const { documentId } = live;
  let open = 0;
  let hasBrought = false;

  const holdings = (async () => {
    const found = epoch === undefined || epoch > live.epoch() ? undefined : await readHoldings(pool, documentId, epoch);
    if (found) send(encode(link.address, messageType.sync, syncType.step1, Y.encodeStateVector(found.sv)));
    else link.refuse(epoch === undefined ? refusals.epochEnded : refusals.tooOld);
    return found;
  })();
  const fail = (cause: unknown) => {
    console.error(`What was written in an ended epoch of document ${documentId} could not be carried over`, cause);
    link.refuse(refusals.unavailable);
  };
  let work = holdings.then(() => {}, fail);

  const bring = async (update: Uint8Array, isReply: boolean) => {
    const held = await holdings;
    if (!held || epoch === undefined) return;
    if (isHeld(held, update)) return link.sendSaved(1);
    if (link.isReadOnly) return link.refuse(refusals.readOnly);
    const { userId } = link.member;
    const check = (ended: Y.Doc) => checkUpdate(ended, update, rules).kind === 'apply';
    if (await carryUpdate(pool, { documentId, epoch, update, authorId: userId }, check)) link.sendSaved(1);
    // A change that came before what it builds on stays unacknowledged: the client's whole difference brings both.
    else if (isReply) link.refuse(refusals.baseless);
  };

  return {
    receive: (update, isReply) => {
      open += 1;
      hasBrought ||= isReply;
      work = work
        .then(() => bring(update, isReply))
        .catch(fail)
        .then(() => {
          open -= 1;
          if (open === 0 && hasBrought) link.refuse(refusals.epochEnded);
        });
    },
  };
}

function isHeld(holdings: Y.Snapshot, update: Uint8Array): boolean {
  try {
    return Y.snapshotContainsUpdate(holdings, update);
  } catch {
    return false;
  }
}
