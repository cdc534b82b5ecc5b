import { type Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import { broadcastMs } from './limits.ts';
import type { Link } from './link.ts';
import { encode, frames, messageType, syncType } from './wire.ts';

/** Sends what changes to everybody who has the document open. */
export type Broadcast = {
  /** An update, to all but the link that it came from. */
  send(update: Uint8Array, from: Link | undefined): void;
  /** Sends now what waits. */
  flush(): void;
};

/**
 * The first change goes out at the end of this turn of the event loop, and whatever comes within `broadcastMs` after it goes together:
 * the bytes are framed once, and each socket is written once. Presence goes with it, each person's latest.
 */
export function createBroadcast(links: ReadonlySet<Link>, awareness: Awareness, onSent: () => void): Broadcast {
  let updates: { update: Uint8Array; from: Link | undefined }[] = [];
  const present = new Map<number, Link | undefined>();
  let isScheduled = false;
  let sentAt = 0;

  const schedule = () => {
    if (isScheduled) return;
    isScheduled = true;
    const waitMs = sentAt + broadcastMs(links.size) - performance.now();
    if (waitMs < 1) setImmediate(flush);
    else setTimeout(flush, waitMs);
  };

  const flush = () => {
    isScheduled = false;
    if (updates.length === 0 && present.size === 0) return;
    sentAt = performance.now();
    const messages = updates;
    const clients = [...present.keys()];
    const senders = new Set([...messages.map(({ from }) => from), ...present.values()]);
    // One link's own words need not go back to it; mixed with others', they are cheaper sent than cut out.
    const only = senders.size === 1 ? [...senders][0] : undefined;
    updates = [];
    present.clear();
    const framed = new Map<string, Buffer>();
    for (const link of links) {
      if (link === only || !link.isSynced()) continue;
      let bytes = framed.get(link.address);
      if (!bytes) {
        bytes = frames(
          ...messages.map(({ update }) => encode(link.address, messageType.sync, syncType.update, update)),
          ...(clients.length > 0 ? [encode(link.address, messageType.awareness, encodeAwarenessUpdate(awareness, clients))] : []),
        );
        framed.set(link.address, bytes);
      }
      link.write(bytes);
    }
    onSent();
  };

  awareness.on('update', ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>, origin: unknown) => {
    for (const client of [...added, ...updated, ...removed]) present.set(client, links.has(origin as Link) ? (origin as Link) : undefined);
    schedule();
  });
  return {
    send: (update, from) => {
      updates.push({ update, from });
      schedule();
    },
    flush,
  };
}
