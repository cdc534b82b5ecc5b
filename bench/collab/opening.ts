import { setTimeout as delay } from 'node:timers/promises';
import * as Y from 'yjs';
import { median } from '../measure.ts';
import { openPeer } from './peer.ts';
import { type Kind, type makeStates, type Store, startServer } from './servers.ts';

/** The state of a document that twenty people have made `edits` changes to, all over the place. */
export function longHistory(edits: number): Uint8Array {
  let doc = new Y.Doc();
  for (let client = 0; client < 20; client += 1) {
    const next = new Y.Doc();
    Y.applyUpdate(next, Y.encodeStateAsUpdate(doc));
    const text = next.getText('text');
    next.transact(() => {
      for (let i = 0; i < edits / 20; i += 1) {
        const at = Math.floor(Math.random() * (text.length + 1));
        if (text.length > 20 && Math.random() < 0.1) text.delete(Math.min(at, text.length - 3), 3);
        else text.insert(at, 'word'.slice(0, 2 + (i % 3)));
      }
    });
    doc = next;
  }
  return Y.encodeStateAsUpdate(doc);
}

export type OpeningFigures = { coldMs: number; warmMs: number; memoryKb: number; bytes: number };

/** How long opening a document takes, from the first byte to its text: on a server that has just started, and on one that has it open. */
export async function open(
  kind: Kind,
  store: Store,
  states: Awaited<ReturnType<typeof makeStates>>,
  state: Uint8Array,
  times: number,
): Promise<OpeningFigures> {
  const id = await store.addDocument('', state);
  await states.put(id, state);
  if (kind === 'ours') await workOnce(store, states.folder, id);
  const server = await startServer(kind, store, states.folder);
  try {
    // What every first connection costs is not the document's.
    (await openPeer(server, await store.addDocument('x'))).close();
    await delay(500);
    const before = await server.rssKb();
    const first = await openPeer(server, id);
    await delay(500);
    const memoryKb = (await server.rssKb()) - before;
    const warm: number[] = [];
    for (let i = 0; i < times; i += 1) {
      const peer = await openPeer(server, id);
      warm.push(peer.openedMs);
      peer.close();
    }
    first.close();
    return { coldMs: first.openedMs, warmMs: median(warm), memoryKb, bytes: Y.encodeStateAsUpdate(first.doc).length };
  } finally {
    await server.stop();
  }
}

/** As any document with a past got where it is: somebody wrote in it, and left. */
async function workOnce(store: Store, states: string, id: string): Promise<void> {
  const server = await startServer('ours', store, states);
  const peer = await openPeer(server, id);
  peer.text.insert(0, 'x');
  while (peer.acknowledged() < 2) await delay(10);
  peer.close();
  while ((await store.db.document.findUniqueOrThrow({ where: { id } })).epoch === 0) await delay(50);
  await server.stop();
}
