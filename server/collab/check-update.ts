import * as Y from 'yjs';
import { textName } from '#server/services/documents/document-state.ts';
import { countStructs } from '#server/services/documents/turn-epoch.ts';
import { limits } from './limits.ts';
import { countPieces } from './pieces.ts';
import { haveAllTheirBases, type Placed } from './placing.ts';
import { type Refusal, refusals } from './refusal.ts';
import { countSteps, type Id } from './tangle.ts';

/** `isNew`: every struct of it is news; `steps`: pieces that Yjs looks at to place it. `waits`: it builds on what is not here yet, or writes under another person's client; it must not be applied now. */
export type Verdict = { kind: 'apply'; isNew: boolean; steps: number } | { kind: 'waits' } | { kind: 'refused'; refusal: Refusal };

export type UpdateRules = {
  /** UTF-16 units that the text may still grow by. */
  roomLeft: number;
  /** True if the sender may write under this Yjs client. */
  mayWriteAs(client: number): boolean;
};

/**
 * Judges an update before the document sees it. Yjs takes anything: it keeps what misses its base and merges that anew with each
 * message, and a delete set beyond the end of a client silently deletes what that person types next. Never throws.
 */
export function checkUpdate(doc: Y.Doc, update: Uint8Array, { roomLeft, mayWriteAs }: UpdateRules): Verdict {
  // A client's difference repeats every deletion that it knows of: at most as many as the document has pieces.
  const count = countPieces(update, limits.piecesPerUpdate + countStructs(doc));
  if (typeof count !== 'number') return refused(count);
  let decoded: ReturnType<typeof Y.decodeUpdate>;
  try {
    decoded = Y.decodeUpdate(update);
  } catch {
    return refused(refusals.malformed);
  }
  /** How far each client would reach, with this update. */
  const ends = new Map<number, number>();
  const endOf = (client: number) => ends.get(client) ?? Y.getState(doc.store, client);
  const pieces: Placed[] = [];
  const items: Y.Item[] = [];
  let grows = 0;
  let waits = false;
  let isNew = true;
  for (const struct of decoded.structs) {
    const { client, clock } = struct.id;
    const known = endOf(client);
    const end = clock + struct.length;
    // Yjs writes neither; over pieces of no length it loses count, and a parent that is missing it waits for.
    if (struct.length === 0) return refused(refusals.malformed);
    if (struct instanceof Y.Item && !isOfTheText(struct)) return refused(refusals.foreignContent);
    if (clock < known) isNew = false;
    if (end <= known) {
      // What is known is left out, but Yjs looks for its bases first, and keeps it back where they are missing.
      if (struct instanceof Y.Item && basesOf(struct).some((base) => base.clock >= endOf(base.client))) waits = true;
      continue;
    }
    if (clock > known || struct instanceof Y.Skip) {
      waits = true;
      continue;
    }
    if (!mayWriteAs(client)) waits = true;
    ends.set(client, end);
    // Behind a bare gap in the text Yjs finds no neighbour. Whatever is deleted of one leaves its trace as an item.
    if (!(struct instanceof Y.Item)) return refused(refusals.foreignContent);
    if (!isPlainText(struct)) return refused(refusals.foreignContent);
    pieces.push({ client, end, bases: basesOf(struct) });
    grows += end - known;
    items.push(struct);
  }
  if (grows > roomLeft) return refused(refusals.tooLarge);
  if (!haveAllTheirBases(pieces, (client) => Y.getState(doc.store, client))) waits = true;
  for (const [client, ranges] of decoded.ds.clients) {
    // Nobody deletes nothing, and over such a range behind the end of a client Yjs throws, with the rest of the update half taken.
    if (ranges.some(({ len }) => len === 0)) return refused(refusals.malformed);
    if (ranges.some(({ clock, len }) => clock + len > endOf(client))) waits = true;
  }
  if (waits) return { kind: 'waits' };
  const steps = countSteps(doc, items, limits.stepsPerUpdate);
  if (steps === undefined) return { kind: 'waits' };
  if (steps > limits.stepsPerUpdate) return refused(refusals.tangled);
  return { kind: 'apply', isNew: isNew && decoded.structs.length > 0, steps };
}

const basesOf = ({ origin, rightOrigin }: Y.Item): Id[] => [origin, rightOrigin].filter((base) => base !== null);

/** Whether a piece stands in the one text of the document. */
function isOfTheText({ parent, parentSub }: Y.Item): boolean {
  return parentSub === null && (parent === null || parent === (textName as unknown));
}

/** Words, or the trace of deleted words; a carriage return is no part of the text. */
function isPlainText({ content }: Y.Item): boolean {
  return content instanceof Y.ContentString ? !content.str.includes('\r') : content instanceof Y.ContentDeleted;
}

function refused(refusal: Refusal): Verdict {
  return { kind: 'refused', refusal };
}
