import type { Connection } from '@hocuspocus/server';
import { applyAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { importClientId } from '#server/services/documents/document-state.ts';
import { checkUpdate } from './check-update.ts';
import { limits } from './limits.ts';
import type { ChangeOrigin, LiveDocument } from './live-document.ts';
import { filterPresence } from './presence.ts';
import { type Refusal, refusals } from './refusal.ts';
import type { UpdateWriter } from './update-writer.ts';
import { encode, messageType, syncType } from './wire.ts';

/** Who holds a document open, as found when it was opened. */
export type Member = { userId: string; name: string; organizationId: string; role: string; token: string | null };

/** One document open on one socket. */
export type Link = {
  readonly member: Member;
  readonly isReadOnly: boolean;
  /** Takes a change from the client: checks, applies and broadcasts it at once, and acknowledges it when it is committed. */
  receiveUpdate(update: Uint8Array, isReply: boolean): void;
  receivePresence(message: Uint8Array): void;
  /** Answers a request for what the client's state vector lacks, and asks for what the server lacks unless that is a reply. */
  sendState(stateVector: Uint8Array, isReply: boolean): void;
  /** Tries again what was kept aside. */
  retryWaiting(): void;
  refuse(refusal: Refusal): void;
  end(): void;
};

export function createLink(options: {
  member: Member;
  isReadOnly: boolean;
  connection: Connection;
  live: LiveDocument;
  writer: UpdateWriter;
  /** Closes the socket. */
  refuse(refusal: Refusal): void;
}): Link {
  const { member, isReadOnly, connection, live, writer, refuse } = options;
  const { document } = live;
  const address = connection.messageAddress;
  const saved = encode(address, messageType.syncStatus, 1);
  const origin: ChangeOrigin = { source: 'local', skipStoreHooks: true, kind: 'person', userId: member.userId };
  const presences = new Set<number>();
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let deadline: NodeJS.Timeout | undefined;

  const acknowledge = () => {
    const pending = writer.pending(live.documentId);
    if (pending) pending.then(() => connection.send(saved)).catch(() => {});
    else connection.send(saved);
  };

  const rules = {
    get roomLeft() {
      return limits.textLength - live.textLength();
    },
    mayWriteAs: (client: number) => client !== importClientId && live.isFree(client, member.userId),
  };

  /** False if the update has to wait. */
  const take = (update: Uint8Array): boolean => {
    const verdict = checkUpdate(document, update, rules);
    if (verdict.kind === 'waits') return false;
    if (verdict.kind === 'refused') {
      refuse(verdict.refusal);
      return true;
    }
    try {
      Y.applyUpdate(document, update, origin);
    } catch {
      refuse(refusals.malformed);
      return true;
    }
    if (document.store.pendingStructs || document.store.pendingDs) {
      // Structs that wait for each other: they can never be placed, and would be tried again with every message.
      document.store.pendingStructs = null;
      document.store.pendingDs = null;
      refuse(refusals.baseless);
      return true;
    }
    acknowledge();
    return true;
  };

  const keepAside = (update: Uint8Array) => {
    waitingBytes += update.length;
    if (waitingBytes > limits.waitingBytes) return refuse(refusals.baseless);
    waiting.push(update);
    deadline ??= setTimeout(() => refuse(refusals.baseless), limits.waitingMs);
  };

  const link: Link = {
    member,
    isReadOnly,
    refuse,
    receiveUpdate: (update, isReply) => {
      if (isReadOnly) {
        // A browser that kept the text brings it along when it comes back.
        if (isKnown(document, update)) acknowledge();
        else refuse(refusals.readOnly);
        return;
      }
      if (!take(update)) keepAside(update);
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
      for (const update of retried) if (!take(update)) keepAside(update);
    },
    receivePresence: (message) => {
      const passed = filterPresence(message, {
        user: { id: member.userId, name: member.name },
        isMine: (client) => live.isOwned(client, member.userId),
        claim: (client) => {
          if (!live.isFree(client, member.userId)) return false;
          live.claim(client, member.userId);
          presences.add(client);
          return true;
        },
      });
      if (passed && !(passed instanceof Uint8Array)) return refuse(passed);
      if (presences.size > limits.awarenessClients) return refuse(refusals.tooMany);
      if (passed) applyAwarenessUpdate(document.awareness, passed, { source: 'connection', connection });
    },
    sendState: (stateVector, isReply) => {
      let missing: Uint8Array;
      try {
        missing = Y.encodeStateAsUpdate(document, stateVector);
      } catch {
        return refuse(refusals.malformed);
      }
      if (!isReply) connection.send(encode(address, messageType.sync, syncType.step1, Y.encodeStateVector(document)));
      connection.send(encode(address, messageType.sync, syncType.step2, missing));
    },
    end: () => {
      clearTimeout(deadline);
      waiting = [];
      live.links.delete(link);
      if (![...live.links].some(({ member: { userId } }) => userId === member.userId)) live.release(member.userId);
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
