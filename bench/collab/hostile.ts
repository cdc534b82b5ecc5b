import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import * as Y from 'yjs';
import { openPeer, type Peer } from './peer.ts';
import { type Kind, type Store, startServer } from './servers.ts';

export const attacks = ['baseless', 'future-delete', 'paste', 'awareness', 'ghosts', 'oversize', 'nesting', 'mangled', 'tangle'] as const;
export type Attack = (typeof attacks)[number];
/** `lost`: characters of honest people that are in their own editor and not in a fresh reader's. */
export type HostileFigures = { worstStallMs: number; lost: number; droppedWith: number | null; isNamed: boolean };

const keyMs = 25;

/** Two honest people type and read while somebody with edit rights attacks from a process of its own. */
export async function attack(kind: Kind, store: Store, states: string, name: Attack): Promise<HostileFigures> {
  const server = await startServer(kind, store, states);
  const id = await store.addDocument('honest text\n');
  const peers: Peer[] = [];
  try {
    const ann = await openPeer(server, id, { token: 'u1' });
    const ben = await openPeer(server, id, { token: 'u2' });
    peers.push(ann, ben);
    ann.text.insert(0, '>');
    let typed = 0;
    let worstStallMs = 0;
    let waiting: number[] = [];
    // By the clock of her keys: reading a pasted text of megabytes with each of them would be a stall of the measure's own.
    const first = clockOf(ann);
    const arrivedAt = (peer: Peer) => Y.getState(peer.doc.store, ann.doc.clientID) - first;
    ben.doc.on('afterTransaction', ({ local }) => {
      const arrived = arrivedAt(ben);
      if (local || waiting.length === 0) return;
      const now = performance.now();
      for (const startedAt of waiting.splice(0, waiting.length - (typed - arrived))) worstStallMs = Math.max(worstStallMs, now - startedAt);
    });
    let isTyping = true;
    const typing = (async () => {
      while (isTyping) {
        typed += 1;
        waiting.push(performance.now());
        ann.text.insert(ann.text.length, '¤');
        await delay(keyMs);
      }
    })();
    await delay(1_000);
    worstStallMs = 0;
    const child = fork('bench/collab/attacker-process.ts', [server.url, kind, id, name, String(ann.doc.clientID), String(clockOf(ann))]);
    const droppedWith = await Promise.race([
      once(child, 'message').then(([message]) => (message as { droppedWith: number | null }).droppedWith),
      delay(30_000).then(() => null),
    ]);
    await delay(500);
    isTyping = false;
    await typing;
    child.kill('SIGKILL');
    for (let tries = 0; arrivedAt(ben) < typed && tries < 100; tries += 1) await delay(100);
    if (count(ben) < typed && waiting[0] !== undefined && count(ann) === typed)
      worstStallMs = Math.max(worstStallMs, performance.now() - waiting[0]);
    waiting = [];
    const reader = await openPeer(server, id, { token: 'u3' });
    peers.push(reader);
    const named = kind === 'ours' ? await store.db.documentRefusal.count({ where: { documentId: id, userId: 'u9' } }) : 0;
    return { worstStallMs, lost: typed - count(reader), droppedWith, isNamed: named > 0 };
  } finally {
    for (const peer of peers) peer.close();
    await server.stop();
  }
}

const count = ({ text }: Peer) => text.toString().split('¤').length - 1;

function clockOf({ doc }: Peer): number {
  return doc.store.clients.get(doc.clientID)?.reduce((sum, { length }) => sum + length, 0) ?? 0;
}
