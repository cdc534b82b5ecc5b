import { Redis } from 'ioredis';
import { applyAwarenessUpdate, encodeAwarenessUpdate } from 'y-protocols/awareness';
import type { LiveDocument } from './live-document.ts';
import { encode, type Reader, readBytes, readString, readUint } from './wire.ts';

/** Shows people of one process to those of the others. */
export type PresenceBus = {
  /** Takes part for a document that was opened: hears of everybody in it, and tells of those here. */
  join(live: LiveDocument): void;
  leave(live: LiveDocument): void;
  isUp(): boolean;
  close(): Promise<void>;
};

const channel = 'plumbline:presence';
const kind = { states: 0, whoIsThere: 1 } as const;
/** Cursors move with each key; others see them this often. */
const gatherMs = 50;

/**
 * Over Redis: presence is many small messages that nobody needs later, and those do not belong into the database that keeps the text. The
 * text itself never goes this way. `processId` is this process, which does not hear itself.
 */
export function createPresenceBus(options: {
  redisUrl: string;
  processId: string;
  find(documentId: string): LiveDocument | undefined;
}): PresenceBus {
  const { processId, find } = options;
  const settings = { lazyConnect: false, maxRetriesPerRequest: null, retryStrategy: (tries: number) => Math.min(2_000, tries * 100) };
  const [hearing, telling] = [
    new Redis(options.redisUrl, settings),
    new Redis(options.redisUrl, { ...settings, enableOfflineQueue: false }),
  ];
  const leavers = new Map<LiveDocument, () => void>();

  const publish = (documentId: string, type: number, states: Uint8Array) => {
    // What cannot be told now is told with the next change: each person's presence is repeated every few seconds.
    telling.publish(channel, Buffer.from(encode(processId, documentId, type, states))).catch(() => {});
  };
  const tellAll = (live: LiveDocument) => {
    const clients = [...live.awareness.getStates().keys()];
    if (clients.length > 0) publish(live.documentId, kind.states, encodeAwarenessUpdate(live.awareness, clients));
  };

  const hear = (message: Uint8Array) => {
    const reader: Reader = { bytes: message, at: 0 };
    if (readString(reader) === processId) return;
    const live = find(readString(reader));
    if (!live) return;
    if (readUint(reader) === kind.whoIsThere) return tellAll(live);
    const states = readBytes(reader);
    applyAwarenessUpdate(live.awareness, states, fromBus);
    for (const [client, state] of live.awareness.getStates()) {
      const userId = userIdOf(state);
      // Nobody writes under a client that belongs to somebody in another process.
      if (userId !== undefined && live.owners.isFree(client, userId)) live.owners.claim(client, userId);
    }
  };

  hearing.on('messageBuffer', (_channel: Buffer, message: Buffer) => {
    try {
      hear(message);
    } catch (cause) {
      console.error('A presence message of another process could not be read', cause);
    }
  });
  hearing.on('error', () => {});
  telling.on('error', () => {});
  hearing.on('ready', () => {
    // After a break: who is where may have changed meanwhile.
    for (const live of leavers.keys()) publish(live.documentId, kind.whoIsThere, new Uint8Array());
  });
  const subscribed = hearing.subscribe(channel).catch(() => {});

  return {
    join: (live) => {
      const changed = new Set<number>();
      let timer: NodeJS.Timeout | undefined;
      const tell = () => {
        timer = undefined;
        publish(live.documentId, kind.states, encodeAwarenessUpdate(live.awareness, [...changed]));
        changed.clear();
      };
      const note = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>, origin: unknown) => {
        if (origin === fromBus) return;
        for (const client of [...added, ...updated, ...removed]) changed.add(client);
        timer ??= setTimeout(tell, gatherMs);
      };
      live.awareness.on('update', note);
      leavers.set(live, () => {
        clearTimeout(timer);
        if (changed.size > 0) tell();
        live.awareness.off('update', note);
      });
      void subscribed.then(() => publish(live.documentId, kind.whoIsThere, new Uint8Array()));
    },
    leave: (live) => {
      leavers.get(live)?.();
      leavers.delete(live);
    },
    isUp: () => hearing.status === 'ready' && telling.status === 'ready',
    close: async () => {
      hearing.disconnect();
      telling.disconnect();
      await subscribed;
    },
  };
}

const fromBus = { kind: 'presence-bus' };

function userIdOf(state: Record<string, unknown>): string | undefined {
  const { user } = state;
  return typeof user === 'object' && user !== null && 'id' in user && typeof user.id === 'string' ? user.id : undefined;
}
