import type { Connection, Hocuspocus } from '@hocuspocus/server';
import type { RawData, WebSocket } from 'ws';
import { documentIdOf, mayEdit } from './document-access.ts';
import { limits } from './limits.ts';
import { createLink, type Link, type Member } from './link.ts';
import type { LiveDocument } from './live-document.ts';
import { type Refusal, refusals } from './refusal.ts';
import { createTokenBucket } from './token-bucket.ts';
import type { UpdateWriter } from './update-writer.ts';
import { authType, messageType, type Reader, readBytes, readString, readUint, syncType } from './wire.ts';

/** What Hocuspocus carries from hook to hook: the socket, and who was found to open the document. */
export type CollabContext = { socket: CollabSocket; member?: Member };

/** One websocket. Several documents may be open on it. */
export type CollabSocket = {
  readonly headers: Headers;
  readonly links: ReadonlyMap<string, Link>;
  /** Closes the socket with the code and reason that say why. */
  refuse(refusal: Refusal): void;
  /** What to close with once Hocuspocus has told the client that opening failed. */
  noteRefusal(refusal: Refusal): void;
  /** Hocuspocus has opened a document: what waited is handled now, and everything from here on goes straight to the link. */
  open(connection: Connection<CollabContext>, live: LiveDocument): void;
};

/** A document that is being opened, with what the client said meanwhile. */
type Opening = { frames: Uint8Array[]; bytes: number; isAsked: boolean };

const isOpen = 1;
const pingMs = 20_000;

export function createCollabSocket({
  ws,
  headers,
  hocuspocus,
  writer,
}: {
  ws: WebSocket;
  headers: Headers;
  hocuspocus: Hocuspocus<CollabContext>;
  writer: UpdateWriter;
}): CollabSocket {
  const links = new Map<string, Link>();
  const openings = new Map<string, Opening>();
  const messages = createTokenBucket(limits.messagesBurst, limits.messagesPerSecond);
  const bytes = createTokenBucket(limits.bytesBurst, limits.bytesPerSecond);
  let refusal: Refusal = refusals.unavailable;
  let client: ReturnType<typeof hocuspocus.handleConnection> | undefined;

  /** Hocuspocus drops sockets that it has not heard of for a minute, and most messages do not pass through it. */
  const noteAlive = () => {
    if (client) client.lastMessageReceivedAt = Date.now();
  };
  const pinging = setInterval(() => ws.ping(), pingMs);

  const refuse = ({ code, reason }: Refusal) => {
    if (ws.readyState !== isOpen) return;
    ws.close(code, reason);
    // A peer that does not answer the closing handshake must not go on sending.
    ws.removeListener('message', receive);
    setTimeout(() => ws.terminate(), 2_000).unref();
  };

  const receive = (data: RawData, isBinary: boolean) => {
    if (!isBinary || !(data instanceof Uint8Array)) return refuse(refusals.malformed);
    if (!messages.take(1) || !bytes.take(data.length)) return refuse(refusals.tooMany);
    noteAlive();
    // The one-byte answer to a ping carries no address.
    if (data.length === 1) return;
    try {
      handle(data);
    } catch (cause) {
      if (!(cause instanceof RangeError)) console.error('A live document failed on a message', cause);
      refuse(refusals.malformed);
    }
  };

  const handle = (frame: Uint8Array) => {
    const reader: Reader = { bytes: frame, at: 0 };
    const address = readString(reader);
    const link = links.get(address);
    if (!link) return wait(address, frame, readUint(reader));
    const type = readUint(reader);
    switch (type) {
      case messageType.sync:
      case messageType.syncReply: {
        const kind = readUint(reader);
        const payload = readBytes(reader);
        if (kind === syncType.step1) {
          if (bytes.take(stateBytes(address))) link.sendState(payload, type === messageType.syncReply);
          else refuse(refusals.tooMany);
        } else if (kind === syncType.step2 || kind === syncType.update) link.receiveUpdate(payload, kind === syncType.step2);
        else refuse(refusals.malformed);
        break;
      }
      case messageType.awareness:
        link.receivePresence(readBytes(reader));
        break;
      case messageType.close:
        client?.handleMessage(frame);
        break;
      case messageType.auth:
      case messageType.queryAwareness:
        break;
      default:
        refuse(refusals.malformed);
    }
  };

  const wait = (address: string, frame: Uint8Array, type: number) => {
    if (!documentIdOf(address.split('\0')[0] ?? '')) return refuse(refusals.notFound);
    const opening = openings.get(address) ?? { frames: [], bytes: 0, isAsked: false };
    openings.set(address, opening);
    if (openings.size + links.size > limits.documentsPerSocket) return refuse(refusals.tooMany);
    if (type === messageType.auth) {
      if (opening.isAsked) return;
      opening.isAsked = true;
      client?.handleMessage(frame);
      return;
    }
    // Said after the document was closed on this socket.
    if (type === messageType.close) return void openings.delete(address);
    opening.frames.push(frame);
    opening.bytes += frame.length;
    if (opening.frames.length > limits.openingMessages || opening.bytes > limits.openingBytes) refuse(refusals.tooMany);
  };

  const lengths = new Map<string, () => number>();
  const stateBytes = (address: string) => lengths.get(address)?.() ?? 0;

  const socket: CollabSocket = {
    headers,
    links,
    refuse,
    noteRefusal: (known) => {
      refusal = known;
    },
    open: (connection, live) => {
      const address = connection.messageAddress;
      const { member } = connection.context;
      if (!member) return refuse(refusals.signedOut);
      clearTimeout(openingDeadline);
      const link = createLink({ member, isReadOnly: !mayEdit(member.role), connection, live, writer, refuse });
      const opening = openings.get(address);
      openings.delete(address);
      links.set(address, link);
      lengths.set(address, live.textLength);
      connection.onClose((_document, event) => {
        links.delete(address);
        lengths.delete(address);
        link.end();
        // Code 1000: the client closed one document and may keep the socket for others.
        if (event && event.code !== 1000) refuse(event);
      });
      for (const frame of opening?.frames ?? []) {
        if (ws.readyState !== isOpen) return;
        handle(frame);
      }
    },
  };

  const openingDeadline = setTimeout(() => refuse(refusals.timedOut), limits.openingMs);
  client = hocuspocus.handleConnection(
    {
      get readyState() {
        return ws.readyState;
      },
      close: (code, reason) => ws.close(code, reason),
      send: (data: unknown) => {
        if (!(data instanceof Uint8Array) || ws.readyState !== isOpen) return;
        if (ws.bufferedAmount > limits.unreadBytes) return ws.terminate();
        ws.send(data);
        if (openings.size > 0 && isDenial(data)) refuse(refusal);
      },
    },
    new Request('http://localhost/collab', { headers }),
    { socket },
  );
  ws.on('message', receive);
  ws.on('error', () => ws.terminate());
  ws.on('pong', noteAlive);
  ws.on('close', (code, reason) => {
    clearInterval(pinging);
    clearTimeout(openingDeadline);
    client?.handleClose({ code, reason: reason.toString() });
  });
  return socket;
}

function isDenial(frame: Uint8Array): boolean {
  const reader: Reader = { bytes: frame, at: 0 };
  readBytes(reader);
  return readUint(reader) === messageType.auth && readUint(reader) === authType.denied;
}
