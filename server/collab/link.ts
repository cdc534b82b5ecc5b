import type pg from 'pg';
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { epochOf, reservedClients } from '#server/services/documents/document-state.ts';
import { type Away, createAway } from './away.ts';
import { checkUpdate, type UpdateRules } from './check-update.ts';
import type { Holder } from './document-access.ts';
import { limits } from './limits.ts';
import type { LiveDocument } from './live-document.ts';
import { filterPresence } from './presence.ts';
import { type Refusal, refusals } from './refusal.ts';
import { createTokenBucket, take } from './token-bucket.ts';
import { readTyping, typingBytes } from './typing.ts';
import { encode, frames, messageType, syncType } from './wire.ts';

/** Who holds a document open, as found when it was opened. */
export type Member = Holder & { organizationId: string; projectId: string; role: string; token: string | null };

/** One document open on one socket. */
export type Link = {
  readonly documentId: string;
  /** What stands before each message: the document's name, and the provider's session if it gave one. */
  readonly address: string;
  readonly member: Member;
  readonly isReadOnly: boolean;
  /** True once it has the whole text: from then on it gets what changes. */
  isSynced(): boolean;
  /** Takes a change from the client: checks, applies and broadcasts it at once, and acknowledges it when it is committed. */
  receiveUpdate(update: Uint8Array, isReply: boolean): void;
  receivePresence(message: Uint8Array): void;
  /** Answers a request for what the client's state vector lacks, and asks for what the server lacks unless that is a reply. */
  sendState(stateVector: Uint8Array, isReply: boolean): void;
  /** Acknowledges so many changes. */
  sendSaved(count: number): void;
  /** Writes frames as they are. */
  write(bytes: Uint8Array): void;
  /** Tries again what was kept aside. */
  retryWaiting(): void;
  textLength(): number;
  refuse(refusal: Refusal): void;
  end(): void;
};

export function createLink(options: {
  address: string;
  member: Member;
  isReadOnly: boolean;
  live: LiveDocument;
  pool: pg.Pool;
  write(bytes: Uint8Array): void;
  /** Closes the socket. */
  refuse(refusal: Refusal): void;
}): Link {
  const { address, member, isReadOnly, live, pool, write, refuse } = options;
  const { awareness, owners } = live;
  const saved = live.savedFrame(address);
  const presences = new Set<number>();
  let isSynced = false;
  let isEnded = false;
  let away: Away | undefined;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let deadline: NodeJS.Timeout | undefined;

  const send = (...messages: Uint8Array[]) => write(frames(...messages));

  const rules: UpdateRules = {
    get roomLeft() {
      return limits.textLength - live.textLength();
    },
    mayWriteAs: (client) => client >= reservedClients && owners.isFree(client, member.userId),
  };

  /** False if the update has to wait. */
  const receive = (update: Uint8Array, isReply: boolean): boolean => {
    // A client's difference repeats deletions that are long known: only what is new of it belongs into the log.
    const typing = isReply ? undefined : readTyping(update, live.endOf, rules);
    if (typing && live.isNear(typing)) {
      // Whoever types first under a client is whose it is. What a difference brings may be anybody's.
      if (typing.client !== undefined && !owners.isOwned(typing.client, member.userId)) owners.claim(typing.client, member.userId);
      live.type(update, typing, link);
      return true;
    }
    return withinTime(() => {
      const verdict = checkUpdate(live.doc(), update, rules);
      if (verdict.kind === 'waits') return false;
      if (verdict.kind === 'refused') refuse(verdict.refusal);
      else if (!take(steps, verdict.steps * (update.length <= typingBytes ? 10 : 1))) refuse(refusals.tangled);
      else if (!live.apply(update, link, verdict.isNew)) refuse(refusals.baseless);
      return true;
    });
  };

  /** Many keys that each stand a little wide are what one update may not be. An honest key has next to no steps; a day offline has them all at once. */
  const steps = createTokenBucket(limits.stepsBurst, limits.stepsPerSecond);
  const placing = createTokenBucket(limits.placingMsBurst, limits.placingMsPerSecond);
  /** Does what may take long, and drops whoever asks for too much of it: all others wait meanwhile. */
  const withinTime = <T>(work: () => T): T => {
    const startedAt = performance.now();
    const result = work();
    if (!take(placing, performance.now() - startedAt)) refuse(refusals.tangled);
    return result;
  };

  const keepAside = (update: Uint8Array) => {
    waitingBytes += update.length;
    if (waitingBytes > limits.waitingBytes) return refuse(refusals.baseless);
    waiting.push(update);
    deadline ??= setTimeout(() => refuse(refusals.baseless), limits.waitingMs);
  };

  const link: Link = {
    documentId: live.documentId,
    address,
    member,
    isReadOnly,
    isSynced: () => isSynced,
    refuse,
    write,
    textLength: live.textLength,
    sendSaved: (count) => {
      if (!isEnded) write(count === 1 ? saved : Buffer.concat(Array.from({ length: count }, () => saved)));
    },
    receiveUpdate: (update, isReply) => {
      if (away) return away.receive(update, isReply);
      if (isReadOnly) {
        // A browser that kept the text brings it along when it comes back.
        if (withinTime(() => isKnown(live.doc(), update))) live.acknowledge(link);
        else refuse(refusals.readOnly);
        return;
      }
      if (!receive(update, isReply)) keepAside(update);
      // A client's whole difference may be what somebody's update was waiting for: after a crash, anyone may bring anyone's back.
      else if (isReply) for (const other of live.links) other.retryWaiting();
    },
    retryWaiting: () => {
      if (waiting.length === 0) return;
      clearTimeout(deadline);
      deadline = undefined;
      const retried = waiting;
      waiting = [];
      waitingBytes = 0;
      for (const update of retried) if (!receive(update, false)) keepAside(update);
    },
    receivePresence: (message) => {
      if (away) return;
      const passed = filterPresence(message, {
        user: { id: member.userId, name: member.name },
        isMine: (client) => owners.isOwned(client, member.userId),
        claim: (client) => {
          if (!owners.isFree(client, member.userId)) return false;
          owners.claim(client, member.userId);
          presences.add(client);
          return true;
        },
      });
      if (passed && !(passed instanceof Uint8Array)) return refuse(passed);
      if (presences.size > limits.awarenessClients) return refuse(refusals.tooMany);
      if (passed) applyAwarenessUpdate(awareness, passed, link);
    },
    sendState: (stateVector, isReply) => {
      let known: Map<number, number>;
      try {
        known = Y.decodeStateVector(stateVector);
      } catch {
        return refuse(refusals.malformed);
      }
      const epoch = epochOf(known.keys());
      if (known.size > 0 && epoch !== live.epoch() && (epoch !== undefined || live.epoch() > 0)) {
        away ??= createAway({ pool, live, link, rules, epoch, send });
        return;
      }
      if (!isReply) send(encode(address, messageType.sync, syncType.step1, Y.encodeStateVector(live.doc())));
      send(
        encode(
          address,
          messageType.sync,
          syncType.step2,
          withinTime(() => Y.encodeStateAsUpdate(live.doc(), stateVector)),
        ),
      );
      const present = [...awareness.getStates().keys()];
      if (!isSynced && present.length > 0) send(encode(address, messageType.awareness, encodeAwarenessUpdate(awareness, present)));
      isSynced = true;
    },
    end: () => {
      isEnded = true;
      clearTimeout(deadline);
      waiting = [];
      live.links.delete(link);
      removeAwarenessStates(awareness, [...presences], link);
      if (![...live.links].some(({ member: { userId } }) => userId === member.userId)) owners.release(member.userId);
    },
  };
  live.links.add(link);
  return link;
}

/** True if an update holds nothing that the document lacks. */
function isKnown(doc: Y.Doc, update: Uint8Array): boolean {
  try {
    return Y.snapshotContainsUpdate(Y.snapshot(doc), update);
  } catch {
    return false;
  }
}
