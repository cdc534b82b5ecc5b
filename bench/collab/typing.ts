import { setTimeout as delay } from 'node:timers/promises';
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

const keysPerSecond = 5;
/** Typing at a higher rate first, until what is compiled late is compiled: a server runs for weeks. */
const warmUpMs = 6_000;
const warmUpKeys = 400;

/** Editors type for a while, each five keys a second; how long until the others have them, and what a key costs the server. */
export async function type(kind: Kind, store: Store, states: string, { documents, editors, seconds, probes = editors }: Typing) {
  const server = await startServer(kind, store, states);
  const rooms: Peer[][] = [];
  const latencies: number[] = [];
  try {
    for (let room = 0; room < documents; room += 1)
      rooms.push(await openRoom(server, await store.addDocument('# Text\n'), editors, probes));
    const pressed = rooms.map((peers) => watch(peers.slice(0, probes), latencies));
    let keys = 0;
    let isTyping = true;
    let isWarm = false;
    const loops = rooms.flatMap((peers, room) =>
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
    await untilEqual(rooms, probes);
    const sorted = latencies.slice(before.latencies).sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99), cpuUsPerKey: cpu / counted, postgresUsPerKey: postgres / counted, rssMb };
  } finally {
    for (const peer of rooms.flat()) peer.close();
    await server.stop(process.env['PROF'] ? 'SIGTERM' : 'SIGKILL');
  }
}

function openRoom(server: LiveServer, documentId: string, editors: number, probes: number): Promise<Peer[]> {
  return Promise.all(
    Array.from({ length: editors }, (_, i) => openPeer(server, documentId, { token: `u${i % 100}`, applies: i < probes })),
  );
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

async function untilEqual(rooms: Peer[][], probes: number): Promise<void> {
  const areEqual = () => rooms.every((peers) => new Set(peers.slice(0, probes).map(({ text }) => text.toString())).size === 1);
  for (let tries = 0; !areEqual(); tries += 1) {
    if (tries === 300) throw new Error('Editors of one document ended with different texts.');
    await delay(100);
  }
}
