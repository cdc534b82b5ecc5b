import { setTimeout as delay } from 'node:timers/promises';
import * as Y from 'yjs';
import { encode, messageType, syncType } from '../../server/collab/wire.ts';
import type { Attack } from './hostile.ts';
import { openPeer } from './peer.ts';
import type { Kind, LiveServer } from './servers.ts';

// Somebody with edit rights who means ill. Everything is made before it is sent: making it costs nobody but this process.
const [, , url = '', kind = '', id = '', name = '', client = '0', clock = '0'] = process.argv;

function updateOf(change: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  change(doc);
  return Y.encodeStateAsUpdate(doc);
}

/** A struct whose predecessor is never sent. */
function baseless(): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('text').insert(0, 'never sent');
  const before = Y.encodeStateVector(doc);
  doc.getText('text').insert(3, 'x'.repeat(20));
  return Y.encodeStateAsUpdate(doc, before);
}

function nested(depth: number): Uint8Array {
  let json = 'null';
  json = `${'['.repeat(depth)}${json}${']'.repeat(depth)}`;
  // One struct, client 77, clock 0: ContentJSON-free way in is an embed, whose value is JSON text.
  return Uint8Array.from([1, 1, ...encode(77), 0, 5, 1, ...encode('text'), ...encode(json), 0]);
}

function mangled(): Uint8Array {
  const bytes = updateOf((doc) => doc.getText('text').insert(0, 'abc')).slice();
  for (let flips = Math.floor(Math.random() * 4); flips >= 0; flips -= 1)
    bytes[Math.floor(Math.random() * bytes.length)] = Math.random() * 256;
  return bytes;
}

const states = (count: number, bytes: number) =>
  encode(count, ...Array.from({ length: count }, (_, i) => [9_000 + i, 1, JSON.stringify({ a: 'x'.repeat(bytes) })]).flat());
const makers: Record<Attack, () => Uint8Array[]> = {
  baseless: () => Array.from({ length: 2_000 }, baseless),
  // Deletes a hundred thousand characters that the honest editor has yet to type.
  'future-delete': () => [encode(0, 1, Number(client), 1, Number(clock) + 200, 100_000)],
  paste: () => Array.from({ length: 50 }, () => updateOf((doc) => doc.getText('text').insert(0, 'x'.repeat(300_000)))),
  awareness: () => [states(1, 5_000_000)],
  ghosts: () => [states(10_000, 2)],
  oversize: () => [updateOf((doc) => doc.getText('text').insert(0, 'x'.repeat(64_000_000)))],
  nesting: () => [nested(100_000)],
  mangled: () => Array.from({ length: 4_000 }, mangled),
  tangle,
};

/** Five hundred keys that each claim to stand between the beginning and the last that the honest editor typed. */
function tangle(): Uint8Array[] {
  const claim = Buffer.concat([Uint8Array.of(0x44), encode(Number(client), Number(clock) - 1, 'x')]);
  return Array.from({ length: 500 }, (_, i) => Buffer.concat([encode(1, 1, 5_000_000 + i, 0), claim, Uint8Array.of(0)]));
}

const attack = name as Attack;
const server = { kind: kind as Kind, url } as LiveServer;
const messages = makers[attack]();
const type = attack === 'awareness' || attack === 'ghosts' ? [messageType.awareness] : [messageType.sync, syncType.update];
const frames = messages.map((message) => (kind === 'y-websocket' ? encode(...type, message) : encode(`document:${id}`, ...type, message)));
const peer = await openPeer(server, id, { token: 'u9', applies: false });
for (const [i, frame] of frames.entries()) {
  if (peer.ws.readyState !== peer.ws.OPEN) break;
  peer.ws.send(frame);
  if (i % 50 === 49) await delay(5);
}
// Long enough for what waits for its base to be given up.
const droppedWith = await Promise.race([peer.closed, delay(8_000).then(() => null)]);
process.send?.({ droppedWith });
