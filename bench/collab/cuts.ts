import { setTimeout as delay } from 'node:timers/promises';
import * as Y from 'yjs';
import { openPeer, type Peer, pressKey } from './peer.ts';
import { type Kind, type LiveServer, type Store, startServer } from './servers.ts';

export type CutsFigures = {
  /** Documents in which all editors, and a fresh reader, ended with one text that has every key. */
  equal: number;
  diverged: number;
  cuts: number;
  /** Milliseconds from all editors of a document coming back at once until they have one text; sorted. */
  convergedMs: number[];
};

const editorsEach = 5;
const typingMs = 1_500;
const keyMs = 40;

/**
 * Editors type while their sockets are cut, each at its own random moments, and come back with what they have: `seeds` documents, some at once. What
 * counts is that they end with one text in which no key is missing, and how soon.
 */
export async function cut(kind: Kind, store: Store, states: string, seeds: number): Promise<CutsFigures> {
  const server = await startServer(kind, store, states);
  const figures: CutsFigures = { equal: 0, diverged: 0, cuts: 0, convergedMs: [] };
  const atOnce = 10;
  try {
    for (let done = 0; done < seeds; done += atOnce) {
      const size = Math.min(atOnce, seeds - done);
      const rounds = await Promise.all(Array.from({ length: size }, () => playDocument(server, store)));
      for (const { isEqual, cuts, ms } of rounds) {
        figures.cuts += cuts;
        if (isEqual) figures.equal += 1;
        else figures.diverged += 1;
        figures.convergedMs.push(ms);
      }
    }
  } finally {
    await server.stop();
  }
  figures.convergedMs.sort((a, b) => a - b);
  return figures;
}

async function playDocument(server: LiveServer, store: Store): Promise<{ isEqual: boolean; cuts: number; ms: number }> {
  const id = await store.addDocument('# Text\n');
  const tokens = Array.from({ length: editorsEach }, (_, i) => `u${i}`);
  const peers = await Promise.all(tokens.map((token) => openPeer(server, id, { token })));
  let cuts = 0;
  const endsAt = performance.now() + typingMs;
  await Promise.all(
    peers.map(async (_, i) => {
      while (performance.now() < endsAt) {
        const peer = peers[i] as Peer;
        pressKey(peer);
        await delay(keyMs * (0.5 + Math.random()));
        if (Math.random() > 0.08) continue;
        peer.close();
        cuts += 1;
        // What is typed without a connection comes along with the next one.
        for (let offline = Math.floor(Math.random() * 5); offline > 0; offline -= 1) pressKey(peer);
        await delay(Math.random() * 100);
        peers[i] = await openPeer(server, id, { token: tokens[i] ?? 'u0', doc: peer.doc });
      }
    }),
  );
  // All are cut once more, at once: the worst that comes back.
  for (const peer of peers) peer.close();
  const startedAt = performance.now();
  const back = await Promise.all(peers.map(({ doc }, i) => openPeer(server, id, { token: tokens[i] ?? 'u0', doc })));
  cuts += peers.length;
  const keys = back.map(({ doc }) => Y.getState(doc.store, doc.clientID));
  const isWhole = ({ doc }: Peer) => back.every((other, i) => Y.getState(doc.store, other.doc.clientID) === keys[i]);
  const areEqual = (all: Peer[]) => all.every(isWhole) && new Set(all.map(({ text }) => text.toString())).size === 1;
  for (let waited = 0; waited < 10_000 && !areEqual(back); waited += 5) await delay(5);
  const ms = performance.now() - startedAt;
  const reader = await openPeer(server, id, { token: 'u9' });
  for (let waited = 0; waited < 5_000 && !areEqual([...back, reader]); waited += 50) await delay(50);
  const isEqual = areEqual([...back, reader]);
  for (const peer of [...back, reader]) peer.close();
  return { isEqual, cuts, ms };
}
