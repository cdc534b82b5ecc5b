import { setTimeout as delay } from 'node:timers/promises';
import * as Y from 'yjs';
import { openPeer, type Peer, pressKey } from './peer.ts';
import { type Kind, type LiveServer, postgresCpuUs, type Store, startServer } from './servers.ts';

export type Typing = {
  documents: number;
  editors: number;
  seconds: number;
  /** Editors of each document that apply what others type. All of them, unless told. */
  probes?: number;
};
export type TypingFigures = { p50: number; p95: number; p99: number; cpuUsPerKey: number; postgresUsPerKey: number; rssMb: number };

/** One document, and who has it open. */
type Room = { id: string; peers: Peer[] };

const keysPerSecond = 5;
/** Typing at a higher rate first, until what is compiled late is compiled: a server runs for weeks. */
const warmUpMs = 6_000;
const warmUpKeys = 400;

/** Editors type for a while, each five keys a second; how long until the others have them, and what a key costs the server. */
export async function type(kind: Kind, store: Store, states: string, { documents, editors, seconds, probes = editors }: Typing) {
  const server = await startServer(kind, store, states);
  const rooms: Room[] = [];
  const latencies: number[] = [];
  try {
    for (let room = 0; room < documents; room += 1)
      rooms.push(await openRoom(server, await store.addDocument('# Text\n'), editors, probes));
    const pressed = rooms.map(({ peers }) => watch(peers.slice(0, probes), latencies));
    let keys = 0;
    let isTyping = true;
    let isWarm = false;
    const loops = rooms.flatMap(({ peers }, room) =>
      peers.map(async (peer) => {
        await delay((Math.random() * 1_000) / keysPerSecond);
        while (isTyping) {
          const startedAt = performance.now();
          if (pressKey(peer)) pressed[room]?.(peer, startedAt);
          keys += 1;
          const rate = isWarm ? keysPerSecond : Math.max(keysPerSecond, Math.min(40, warmUpKeys / (documents * editors)));
          await delay((1_000 / rate) * (0.8 + Math.random() * 0.4));
        }
      }),
    );
    await delay(warmUpMs);
    isWarm = true;
    await delay(1_000);
    const before = {
      cpu: await server.cpuUs(),
      postgres: kind === 'ours' ? await postgresCpuUs(store) : 0,
      keys,
      latencies: latencies.length,
    };
    await delay(seconds * 1_000);
    const counted = keys - before.keys;
    const cpu = (await server.cpuUs()) - before.cpu;
    const postgres = kind === 'ours' ? (await postgresCpuUs(store)) - before.postgres : 0;
    isTyping = false;
    await Promise.all(loops);
    const rssMb = (await server.rssKb()) / 1_024;
    await untilEqual(server, rooms, probes);
    const sorted = latencies.slice(before.latencies).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), cpuUsPerKey: cpu / counted, postgresUsPerKey: postgres / counted, rssMb };
  } finally {
    for (const { peers } of rooms) for (const peer of peers) peer.close();
    await server.stop(process.env['PROF'] ? 'SIGTERM' : 'SIGKILL');
  }
}

async function openRoom(server: LiveServer, id: string, editors: number, probes: number): Promise<Room> {
  const peers = Array.from({ length: editors }, (_, i) => openPeer(server, id, { token: `u${i % 100}`, applies: i < probes }));
  return { id, peers: await Promise.all(peers) };
}

/** Notes, for each key, the time from just before it was typed until each other editor had applied it. Insertions only: their clock tells. */
function watch(readers: Peer[], latencies: number[]): (writer: Peer, startedAt: number) => void {
  const waiting = new Map<Peer, Map<number, { clock: number; startedAt: number }[]>>(readers.map((peer) => [peer, new Map()]));
  for (const [reader, queues] of waiting) {
    reader.doc.on('afterTransaction', ({ local, beforeState, afterState }) => {
      if (local) return;
      const now = performance.now();
      for (const [client, clock] of afterState) {
        if (clock === beforeState.get(client)) continue;
        const queue = queues.get(client);
        while (queue?.[0] && queue[0].clock <= clock) latencies.push(now - (queue.shift()?.startedAt ?? now));
      }
    });
  }
  return (writer, startedAt) => {
    const client = writer.doc.clientID;
    const clock = writer.doc.store.clients.get(client)?.reduce((sum, { length }) => sum + length, 0) ?? 0;
    for (const [reader, queues] of waiting) {
      if (reader === writer) continue;
      const queue = queues.get(client) ?? [];
      queues.set(client, queue);
      queue.push({ clock, startedAt });
    }
  };
}

/**
 * Waits until the readers have every key, as long as they get on: in a crowd they may be behind. Then all texts, and that of a fresh reader, must be
 * one: with the same keys, another text would be divergence.
 */
async function untilEqual(server: LiveServer, rooms: Room[], probes: number): Promise<void> {
  const behind = ({ peers }: Room) =>
    peers.slice(0, probes).reduce((sum, reader) => sum + peers.reduce((keys, writer) => keys + lag(reader, writer), 0), 0);
  let least = Number.POSITIVE_INFINITY;
  for (let idle = 0; ; idle += 1) {
    const left = rooms.reduce((sum, room) => sum + behind(room), 0);
    if (left === 0) break;
    if (left < least) idle = 0;
    least = Math.min(least, left);
    if (idle === 100) throw new Error(`The ${server.kind} server left ${left} keys undelivered.`);
    await delay(100);
  }
  for (const { id, peers } of rooms) {
    const reader = await openPeer(server, id, { token: 'u0' });
    const areEqual = () => new Set([reader, ...peers.slice(0, probes)].map(({ text }) => text.toString())).size === 1;
    // Deletions have no clock: the last of them may still be on their way.
    for (let tries = 0; !areEqual(); tries += 1) {
      if (tries === 50) throw new Error(`On the ${server.kind} server, editors with the same keys ended with different texts.`);
      await delay(100);
    }
    reader.close();
  }
}

/** Keys of the writer that the reader lacks. */
function lag(reader: Peer, writer: Peer): number {
  const { clientID } = writer.doc;
  return Y.getState(writer.doc.store, clientID) - Y.getState(reader.doc.store, clientID);
}
