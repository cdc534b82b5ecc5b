import { WebSocket } from 'ws';
import { documentName } from '#server/collab/document-access.ts';
import { encode, messageType, syncType } from '#server/collab/wire.ts';

/** A peer that says what it likes. */
export type RawPeer = {
  sendUpdate(update: Uint8Array): void;
  sendReply(update: Uint8Array): void;
  sendPresence(message: Uint8Array): void;
  sendFrame(frame: Uint8Array): void;
  /** Acknowledgements received so far. */
  acknowledged(): number;
  /** Resolves with the code and reason when the server closes the socket. */
  closed: Promise<{ code: number; reason: string }>;
  close(): void;
};

/** Opens a document by hand: authenticates, and resolves when the server has let it in. */
export async function openRawPeer(url: string, documentId: string, token: string): Promise<RawPeer> {
  const ws = new WebSocket(url);
  const address = documentName(documentId);
  let acknowledged = 0;
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    ws.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  ws.on('error', () => {});
  const head = encode(address).length;
  await new Promise<void>((resolve) => {
    ws.on('open', () => {
      ws.send(encode(address, messageType.auth, 0, token));
      ws.send(encode(address, messageType.sync, syncType.step1, Uint8Array.of(0)));
    });
    ws.on('message', (data: Buffer) => {
      if (data[head] === messageType.syncStatus && data[head + 1] === 1) acknowledged += 1;
      if (data[head] === messageType.sync && data[head + 1] === syncType.step2) resolve();
    });
    void closed.then(() => resolve());
  });
  return {
    sendUpdate: (update) => ws.send(encode(address, messageType.sync, syncType.update, update)),
    sendReply: (update) => ws.send(encode(address, messageType.sync, syncType.step2, update)),
    sendPresence: (message) => ws.send(encode(address, messageType.awareness, message)),
    sendFrame: (frame) => ws.send(frame),
    acknowledged: () => acknowledged,
    closed,
    close: () => ws.close(),
  };
}
