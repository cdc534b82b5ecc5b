import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { readDocument } from '../server/services/documents/read-document.ts';
import { openPeer, type Peer } from './collab/peer.ts';
import { makeStates, openStore, startServer } from './collab/servers.ts';

/**
 * C2: five people type; the web process, or Postgres, is killed with -9 at a random moment. Whatever was acknowledged must be in the database
 * afterwards, with nobody coming back. `ROUNDS` says how often (20), `MINUTES` when to begin no other round. A loss is told at once, with
 * what each person knew of and what is there.
 */
const rounds = Number(process.env['ROUNDS'] ?? 20);
const endsAt = performance.now() + Number(process.env['MINUTES'] ?? 600) * 60_000;
const store = await openStore();
const states = await makeStates();
const acknowledgedMs: number[] = [];
let acknowledged = 0;
let lost = 0;
let played = 0;
try {
  for (let round = 0; round < rounds && performance.now() < endsAt; round += 1) {
    const victim = round % 4 === 3 ? 'postgres' : 'web';
    const result = await playRound(victim);
    played += 1;
    if (result.lost > 0) console.log(`round ${round}, ${victim} killed: known ${result.known.join(' ')}, there ${result.there.join(' ')}`);
    acknowledged += result.acknowledged;
    lost += result.lost;
  }
} finally {
  await states.close();
  await store.close();
}
acknowledgedMs.sort((a, b) => a - b);
const at = (share: number) => acknowledgedMs[Math.floor((acknowledgedMs.length - 1) * share)]?.toFixed(1);
console.log(`${played} kills: ${lost} of ${acknowledged} acknowledged keys lost; acknowledged after p50 ${at(0.5)}, p99 ${at(0.99)} ms`);

async function playRound(victim: 'web' | 'postgres') {
  const documentId = await store.addDocument('');
  const server = await startServer('ours', store, states.folder, await freePort());
  const people = await Promise.all(Array.from({ length: 5 }, (_, i) => openPeer(server, documentId, { token: `u${i}` })));
  // The first acknowledgement answers the editor's own empty difference, not a key.
  while (people.some((peer) => peer.acknowledged() < 1)) await delay(5);
  const known = people.map(() => 0);
  let isTyping = true;
  const typing = people.map((peer, i) => type(peer, i, known, () => isTyping));
  await delay(300 + Math.random() * 1_500);
  if (victim === 'web') await server.stop();
  else process.kill(await store.postmaster(), 'SIGKILL');
  await delay(50);
  // What arrives from here on was on its way before the blow.
  isTyping = false;
  await Promise.all(typing);
  const expected = [...known];
  for (const peer of people) peer.close();
  await server.stop();
  if (victim === 'postgres') await store.revive();
  const { text } = await readDocument(store.db, documentId);
  const there = expected.map((_, i) => text.split(letterOf(i)).length - 1);
  const missing = expected.reduce((sum, count, i) => sum + Math.max(0, count - (there[i] ?? 0)), 0);
  return { acknowledged: expected.reduce((sum, count) => sum + count, 0), lost: missing, known: expected, there };
}

function letterOf(i: number): string {
  return String.fromCharCode(97 + i);
}

/** Types one letter of one's own after the other, and counts those that were acknowledged. */
async function type(peer: Peer, i: number, known: number[], isTyping: () => boolean): Promise<void> {
  const first = peer.acknowledged();
  const typedAt: number[] = [];
  let seen = 0;
  peer.ws.on('message', () => {
    const count = peer.acknowledged() - first;
    for (; seen < count; seen += 1) acknowledgedMs.push(performance.now() - (typedAt[seen] ?? performance.now()));
    known[i] = count;
  });
  while (isTyping()) {
    typedAt.push(performance.now());
    peer.text.insert(Math.floor(Math.random() * (peer.text.length + 1)), letterOf(i));
    await delay(20 + Math.random() * 40);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
