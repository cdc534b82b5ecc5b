import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { encode, messageType, readBytes, readString, readUint, syncType } from '../../server/collab/wire.ts';
import type { LiveServer } from './servers.ts';

/** An editor of a load: as little client as the protocol allows, the same for every server. */
export type Peer = {
  doc: Y.Doc;
  text: Y.Text;
  ws: WebSocket;
  /** Milliseconds from connecting to having the text. */
  openedMs: number;
  /** Acknowledged changes so far; y-websocket has none. */
  acknowledged(): number;
  /** The code with which the server closed the socket. */
  closed: Promise<number>;
  close(): void;
};

/** Opens a document, with what `doc` has of it. An editor that does not `apply` sends its own keys and throws away everybody else's: the server cannot tell. */
export async function openPeer(
  server: LiveServer,
  documentId: string,
  { token = 'u0', applies = true, doc = new Y.Doc() }: { token?: string; applies?: boolean; doc?: Y.Doc } = {},
): Promise<Peer> {
  const isPlain = server.kind === 'y-websocket';
  const address = `document:${documentId}`;
  const startedAt = performance.now();
  const ws = new WebSocket(isPlain ? `${server.url}/${documentId}` : server.url, { perMessageDeflate: false });
  const send = (...values: (number | string | Uint8Array)[]) => {
    if (ws.readyState === WebSocket.OPEN) ws.send(isPlain ? encode(...values) : encode(address, ...values));
  };
  let acknowledged = 0;
  let isReady = false;
  const closed = new Promise<number>((resolve) => ws.on('close', resolve));
  ws.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    ws.on('open', () => {
      if (!isPlain) send(messageType.auth, 0, token);
      send(messageType.sync, syncType.step1, Y.encodeStateVector(doc));
    });
    ws.on('message', (data: Buffer) => {
      if (isReady && !applies) return;
      const reader = { bytes: data, at: 0 };
      if (!isPlain) readString(reader);
      const type = readUint(reader);
      if (type === messageType.syncStatus) acknowledged += 1;
      if (type !== messageType.sync && type !== messageType.syncReply) return;
      const kind = readUint(reader);
      if (kind === syncType.step1) return send(messageType.sync, syncType.step2, Y.encodeStateAsUpdate(doc, readBytes(reader)));
      if (!isReady || applies) Y.applyUpdate(doc, readBytes(reader), 'remote');
      if (kind !== syncType.step2 || isReady) return;
      isReady = true;
      resolve();
    });
    void closed.then((code) => reject(new Error(`${server.kind} closed the socket with ${code}`)));
  });
  const tell = (update: Uint8Array, origin: unknown) => {
    if (origin !== 'remote') send(messageType.sync, syncType.update, update);
  };
  doc.on('update', tell);
  return {
    doc,
    text: doc.getText('text'),
    ws,
    openedMs: performance.now() - startedAt,
    acknowledged: () => acknowledged,
    closed,
    close: () => {
      doc.off('update', tell);
      ws.terminate();
    },
  };
}

/** Types one key somewhere: nine in ten insert a letter, one deletes. */
export function pressKey({ text }: Peer): boolean {
  const at = Math.floor(Math.random() * (text.length + 1));
  if (text.length > 10 && Math.random() < 0.1) {
    text.delete(Math.min(at, text.length - 1), 1);
    return false;
  }
  text.insert(at, 'x');
  return true;
}
