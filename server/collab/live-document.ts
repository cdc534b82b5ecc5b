import type pg from 'pg';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { applyParts, type StatePart, statePartsSql, textOf } from '#server/services/documents/document-state.ts';
import { createBroadcast } from './broadcast.ts';
import { createClientOwners } from './client-owners.ts';
import { foldAfterUpdates, limits, removedAtOnce } from './limits.ts';
import type { Link } from './link.ts';
import { type Id, isWide } from './tangle.ts';
import type { Typing } from './typing.ts';
import type { UpdateWriter } from './update-writer.ts';
import { encode, frames, messageType } from './wire.ts';

/** A document in the memory of this process: what its connections see, and how far it has read the log. */
export type LiveDocument = {
  readonly documentId: string;
  /** The state, with everything in it that was taken. */
  doc(): Y.Doc;
  readonly awareness: Awareness;
  readonly owners: ReturnType<typeof createClientOwners>;
  readonly links: Set<Link>;
  /** The epoch of its state. Known when it is loaded. */
  epoch(): number;
  /** True if the log holds updates that no compaction has seen. */
  isEdited(): boolean;
  /** The text's length in UTF-16 units, or a little more. */
  textLength(): number;
  /** Reads what the log has beyond what is here. The first call loads the document. */
  catchUp(): Promise<void>;
  /**
   * Applies a checked update, tells everybody else, and acknowledges it to `link` when it is committed. False if Yjs could not place it.
   * `isNew`: all of it is news; the bytes go on as they came.
   */
  apply(update: Uint8Array, link: Link, isNew: boolean): boolean;
  /** How far a Yjs client is known, in what was taken. */
  endOf(client: number): number;
  /** True if what was typed stands between two neighbours, or two that are nearly: placing it costs next to nothing. */
  isNear(typing: Typing): boolean;
  /**
   * Takes what `readTyping` recognized: tells everybody else, and acknowledges it to `link` when it is committed. Others get it before the
   * state does, which takes several at once: by itself, one key costs Yjs a whole transaction.
   */
  type(update: Uint8Array, typing: Typing, link: Link): void;
  /** The frame that acknowledges one change. Everybody who opened the document alike shares it. */
  savedFrame(address: string): Uint8Array;
  /** Acknowledges to `link` what changed nothing, behind what is being committed. */
  acknowledge(link: Link): void;
  destroy(): void;
};

/** A state that holds the log up to `seq`, all of it committed. */
export type Folded = { seq: number; state: Uint8Array };

const fromLog = { kind: 'log' };
const fromTyping = { kind: 'typing' };
/** As many typed updates, at most, are not in the state yet. */
const typedAtOnce = 200;
const mostSavedFrames = 16;

export function createLiveDocument(options: {
  documentId: string;
  pool: pg.Pool;
  writer: UpdateWriter;
  /** An update could not be saved: what is in memory is more than what will ever be on disk. */
  onLost(live: LiveDocument, cause: unknown): void;
  /** The log has grown by `foldAfterUpdates`: this is what they come to. */
  onFold(live: LiveDocument, folded: Folded): void;
  /** Most of the text was deleted at once; this is what it was. */
  onWiped(live: LiveDocument, before: string): void;
  /** Another epoch has begun: this state is over. */
  onEpochEnded(live: LiveDocument): void;
}): LiveDocument {
  const { documentId, pool, writer } = options;
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  awareness.setLocalState(null);
  const links = new Set<Link>();
  const savedFrames = new Map<string, Uint8Array>();
  const broadcast = createBroadcast(links, awareness, writer.nudge);
  let seenSeq = -1;
  let epoch = 0;
  let unfolded = 0;
  let isEdited = false;
  let isDestroyed = false;
  let reading = Promise.resolve();
  /** Who waits for the commit of a group of updates, and for how many acknowledgements. */
  let unacknowledged: { group: Promise<unknown>; waiting: Map<Link, number> } | undefined;

  /** What was typed and told, and is not in `doc` yet; how far its clients reach with it; units that it adds. */
  let typed: Uint8Array[] = [];
  const ends = new Map<number, Pick<Typing, 'end' | 'right'>>();
  let typedUnits = 0;

  const integrate = () => {
    if (typed.length === 0 || isDestroyed) return;
    const updates = typed;
    typed = [];
    typedUnits = 0;
    ends.clear();
    try {
      doc.transact(() => {
        for (const update of updates) Y.applyUpdate(doc, update, fromTyping);
      }, fromTyping);
    } catch (cause) {
      return options.onLost(live, cause);
    }
    // `readTyping` lets nothing through that waits for anything; if it ever did, memory would not be what was told.
    if (doc.store.pendingStructs || doc.store.pendingDs) options.onLost(live, new Error('What was typed could not be placed.'));
  };

  const grow = (updates: number) => {
    if (updates < 1) return;
    isEdited = true;
    unfolded += updates;
  };

  /**
   * Folds a long log from what is here already. Between two groups of updates: all that was taken is in the log, or on its way there as one
   * group that takes no more, so the state is the log's as soon as that is committed.
   */
  const foldIfLong = () => {
    if (unfolded < foldAfterUpdates || writer.isGathering(documentId)) return;
    unfolded = 0;
    integrate();
    const state = Y.encodeStateAsUpdate(doc);
    const from = seenSeq;
    const leaving = writer.pending(documentId);
    if (!leaving) return options.onFold(live, { seq: from, state });
    leaving.then(
      // With another writer's numbers in between, the state may lack those.
      ({ firstSeq, lastSeq }) => options.onFold(live, { seq: firstSeq === from + 1 ? lastSeq : from, state }),
      () => {},
    );
  };

  const read = async () => {
    const { rows } = await pool.query<StatePart>({ name: 'document-state-parts', text: statePartsSql, values: [documentId, seenSeq] });
    const [first] = rows;
    if (isDestroyed || !first) return;
    if (seenSeq < 0) epoch = first.epoch;
    if (epoch !== first.epoch) return options.onEpochEnded(live);
    // The first row of the first read is the snapshot.
    grow(rows.length - (seenSeq < 0 ? 1 : 0));
    integrate();
    const tell = (update: Uint8Array) => broadcast.send(update, undefined);
    doc.on('update', tell);
    seenSeq = Math.max(seenSeq, applyParts(doc, rows, seenSeq, fromLog));
    doc.off('update', tell);
    foldIfLong();
  };

  const settle = (group: Promise<unknown>, waiting: Map<Link, number>) => {
    group.then(
      () => {
        for (const [link, count] of waiting) link.sendSaved(count);
        // The process is awake for the answer: the cheapest moment.
        integrate();
      },
      () => {},
    );
  };

  const waitFor = (group: Promise<unknown>, link: Link) => {
    if (unacknowledged?.group !== group) {
      unacknowledged = { group, waiting: new Map() };
      settle(group, unacknowledged.waiting);
    }
    unacknowledged.waiting.set(link, (unacknowledged.waiting.get(link) ?? 0) + 1);
  };

  const append = (update: Uint8Array, link: Link) => {
    const group = writer.append(documentId, { epoch, update, authorId: link.member.userId });
    if (unacknowledged?.group !== group) {
      group.then(
        ({ firstSeq, lastSeq }) => {
          // With another writer's numbers in between, its announcement is still to come and reads them.
          if (firstSeq <= seenSeq + 1) seenSeq = Math.max(seenSeq, lastSeq);
        },
        (cause: unknown) => options.onLost(live, cause),
      );
    }
    waitFor(group, link);
    grow(1);
  };

  const live: LiveDocument = {
    documentId,
    doc: () => {
      integrate();
      return doc;
    },
    awareness,
    owners: createClientOwners(),
    links,
    epoch: () => epoch,
    isEdited: () => isEdited,
    textLength: () => textOf(doc).length + typedUnits,
    endOf: (client) => ends.get(client)?.end ?? Y.getState(doc.store, client),
    isNear: ({ client, left, right }) => {
      if (client === undefined) return true;
      const last = ends.get(client);
      // Directly behind what was just found near, before the same neighbour.
      if (last && left?.client === client && left.clock === last.end - 1 && isSame(right, last.right)) return true;
      // What is not in the state yet may stand there, too.
      const isAhead = typed.length >= limits.stepsPerKey;
      if (isAhead || [left, right].some((id) => id && id.clock >= Y.getState(doc.store, id.client))) integrate();
      return !isWide(doc, left, right, limits.stepsPerKey);
    },
    catchUp: () => {
      reading = reading.catch(() => {}).then(read);
      return reading;
    },
    type: (update, { client, end, units, right }, link) => {
      foldIfLong();
      typed.push(update);
      typedUnits += units;
      if (client !== undefined) ends.set(client, { end, right });
      broadcast.send(update, link);
      append(update, link);
      if (typed.length >= typedAtOnce) integrate();
    },
    apply: (update, link, isNew) => {
      foldIfLong();
      integrate();
      // An empty set of deletions is a zero at the end.
      const before = update.at(-1) === 0 ? undefined : textOf(doc).toString();
      let changed: Uint8Array | undefined;
      const note = (bytes: Uint8Array) => {
        changed = bytes;
      };
      if (!isNew) doc.on('update', note);
      try {
        Y.applyUpdate(doc, update, link);
      } catch (cause) {
        // `checkUpdate` lets nothing through that Yjs throws over; if it ever did, half of it would be in memory and none of it in the log.
        options.onLost(live, cause);
        return false;
      } finally {
        if (!isNew) doc.off('update', note);
      }
      if (doc.store.pendingStructs || doc.store.pendingDs) {
        // Structs that wait for each other: they can never be placed, and would be tried again with every message.
        doc.store.pendingStructs = null;
        doc.store.pendingDs = null;
        return false;
      }
      if (before && isWiped(before.length, textOf(doc).length)) options.onWiped(live, before);
      if (isNew) changed = update;
      if (changed) {
        broadcast.send(changed, link);
        append(changed, link);
      } else live.acknowledge(link);
      return true;
    },
    savedFrame: (address) => {
      const known = savedFrames.get(address);
      if (known) return known;
      // Bytes of its own: a view of the pool would keep the whole of it for as long as somebody is connected.
      const frame = Uint8Array.from(frames(encode(address, messageType.syncStatus, 1)));
      // Providers may add a session of their own to the name: such a frame is theirs alone.
      if (savedFrames.size < mostSavedFrames) savedFrames.set(address, frame);
      return frame;
    },
    acknowledge: (link) => {
      const group = writer.pending(documentId);
      if (group) waitFor(group, link);
      else link.sendSaved(1);
    },
    destroy: () => {
      isDestroyed = true;
      broadcast.flush();
      awareness.destroy();
      doc.destroy();
    },
  };
  return live;
}

function isWiped(before: number, after: number): boolean {
  return before - after > removedAtOnce && after < before / 2;
}

function isSame(a: Id | undefined, b: Id | undefined): boolean {
  return a?.client === b?.client && a?.clock === b?.clock;
}
