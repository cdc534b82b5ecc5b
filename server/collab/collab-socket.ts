import type { Duplex } from 'node:stream';
import type pg from 'pg';
import type { RawData, WebSocket } from 'ws';
import { noteRefusal } from '#server/services/documents/refusals.ts';
import { type Authenticate, type Credentials, documentIdOf, findAccess, mayEdit, mayRead } from './document-access.ts';
import { limits } from './limits.ts';
import { createLink, type Link, type Member } from './link.ts';
import type { LiveDocuments } from './live-documents.ts';
import { CollabRefusal, isHostile, type Refusal, refusals } from './refusal.ts';
import { createTokenBucket, debtMs, take } from './token-bucket.ts';
import { authType, encode, frames, messageType, type Reader, readBytes, readString, readUint, syncType } from './wire.ts';

/** One websocket. Several documents may be open on it. */
export type CollabSocket = {
  readonly credentials: Credentials;
  readonly links: ReadonlyMap<string, Link>;
  /** Closes the socket with the code and reason that say why. */
  refuse(refusal: Refusal): void;
  /** Asks whether somebody is still there, and ends the socket where nobody has answered for long. To be called every `beatMs`. */
  beat(): void;
};

/** A document that is being opened, with what the client said meanwhile. */
type Opening = { frames: Uint8Array[]; bytes: number; isAsked: boolean };

const isOpen = 1;
/** How often a socket is asked whether somebody is still there. */
export const beatMs = 20_000;

export function createCollabSocket(options: {
  ws: WebSocket;
  /** The connection beneath `ws`: frames that are the same for many are written to it as they are. */
  stream: Duplex;
  credentials: Credentials;
  pool: pg.Pool;
  lives: LiveDocuments;
  authenticate: Authenticate;
}): CollabSocket {
  const { ws, stream, credentials, pool, lives, authenticate } = options;
  const links = new Map<string, Link>();
  const openings = new Map<string, Opening>();
  const messages = createTokenBucket(limits.messagesBurst, limits.messagesPerSecond);
  const bytes = createTokenBucket(limits.bytesBurst, limits.bytesPerSecond);
  const written = createTokenBucket(limits.writtenBurst, limits.bytesPerSecond);
  const reading = createTokenBucket(limits.readBurst, limits.readBytesPerSecond);
  let resuming: NodeJS.Timeout | undefined;
  let openingDeadline: NodeJS.Timeout | undefined;
  let heardAt = Date.now();

  /** Reads on more slowly after much at once, so that others' keys come between its pieces. */
  const pace = (length: number) => {
    take(reading, length);
    const waitMs = debtMs(reading);
    if (waitMs === 0 || resuming || ws.readyState !== isOpen) return;
    ws.pause();
    resuming = setTimeout(() => {
      resuming = undefined;
      ws.resume();
    }, waitMs);
  };

  const write = (framed: Uint8Array) => {
    if (ws.readyState !== isOpen) return;
    if (stream.writableLength > limits.unreadBytes) return ws.terminate();
    stream.write(framed);
  };

  /** Who was dropped for what no honest client does, kept with each document that was open. */
  const name = (refusal: Refusal) => {
    if (!isHostile(refusal)) return;
    for (const { documentId, member } of links.values()) {
      console.warn(`Closed a live document's socket: ${refusal.code} ${refusal.reason} (document ${documentId}, user ${member.userId})`);
      noteRefusal(pool, { documentId, userId: member.userId, ...refusal }).catch(() => {});
    }
  };

  const refuse = (refusal: Refusal) => {
    if (ws.readyState !== isOpen) return;
    name(refusal);
    ws.close(refusal.code, refusal.reason);
    // A peer that does not answer the closing handshake must not go on sending.
    ws.removeListener('message', receive);
    setTimeout(() => ws.terminate(), 2_000).unref();
  };

  const receive = (data: RawData, isBinary: boolean) => {
    if (!isBinary || !(data instanceof Uint8Array)) return refuse(refusals.malformed);
    if (!take(messages, 1) || !take(bytes, data.length)) return refuse(refusals.tooMany);
    heardAt = Date.now();
    // The one-byte answer to a ping carries no address.
    if (data.length === 1) return;
    pace(data.length);
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
    const type = readUint(reader);
    if (!link) return wait(address, frame, type, reader);
    switch (type) {
      case messageType.sync:
      case messageType.syncReply: {
        const kind = readUint(reader);
        const payload = readBytes(reader);
        if (kind === syncType.step1) {
          if (take(bytes, link.textLength())) link.sendState(payload, type === messageType.syncReply);
          else refuse(refusals.tooMany);
        } else if (kind !== syncType.step2 && kind !== syncType.update) refuse(refusals.malformed);
        else if (take(written, payload.length)) link.receiveUpdate(payload, kind === syncType.step2);
        else refuse(refusals.tooMany);
        break;
      }
      case messageType.awareness:
        link.receivePresence(readBytes(reader));
        break;
      case messageType.close:
        end(address);
        write(frames(encode(address, messageType.close, 'provider_initiated')));
        break;
      case messageType.auth:
      case messageType.queryAwareness:
        break;
      default:
        refuse(refusals.malformed);
    }
  };

  const wait = (address: string, frame: Uint8Array, type: number, reader: Reader) => {
    if (!documentIdOf(address)) return refuse(refusals.notFound);
    const opening = openings.get(address) ?? { frames: [], bytes: 0, isAsked: false };
    openings.set(address, opening);
    if (openings.size + links.size > limits.documentsPerSocket) return refuse(refusals.tooMany);
    if (type === messageType.auth) {
      if (opening.isAsked) return;
      opening.isAsked = true;
      readUint(reader);
      void open(address, readString(reader));
      return;
    }
    // Said after the document was closed on this socket.
    if (type === messageType.close) return void openings.delete(address);
    opening.frames.push(frame);
    opening.bytes += frame.length;
    if (opening.frames.length > limits.openingMessages || opening.bytes > limits.openingBytes) refuse(refusals.tooMany);
  };

  const open = async (address: string, token: string) => {
    try {
      const documentId = documentIdOf(address) ?? '';
      const member = await admit(documentId, token || null);
      const live = await lives.open(documentId);
      const opening = openings.get(address);
      // Closed again meanwhile; the document is let go by itself.
      if (!opening || ws.readyState !== isOpen) return;
      clearTimeout(openingDeadline);
      openingDeadline = undefined;
      const isReadOnly = !mayEdit(member);
      write(frames(encode(address, messageType.auth, authType.authenticated, isReadOnly ? 'readonly' : 'read-write')));
      links.set(address, createLink({ address, member, isReadOnly, live, pool, write, refuse }));
      openings.delete(address);
      for (const frame of opening.frames) if (ws.readyState === isOpen) handle(frame);
    } catch (cause) {
      if (ws.readyState !== isOpen) return;
      if (!(cause instanceof CollabRefusal)) console.error('A live document could not be opened', cause);
      const refusal = cause instanceof CollabRefusal ? cause.refusal : refusals.unavailable;
      write(frames(encode(address, messageType.auth, authType.denied, refusal.reason)));
      refuse(refusal);
    }
  };

  const admit = async (documentId: string, token: string | null): Promise<Member> => {
    const user = await authenticate(credentials, token);
    if (!user) throw new CollabRefusal(refusals.signedOut);
    const access = await findAccess(pool, documentId, user.userId);
    if (!access || !mayRead({ role: access.role, scopes: user.scopes })) throw new CollabRefusal(refusals.noAccess);
    return { userId: user.userId, name: user.name, scopes: user.scopes, ...access, token };
  };

  const end = (address: string) => {
    const link = links.get(address);
    if (!link) return;
    links.delete(address);
    link.end();
    const live = lives.byId.get(link.documentId);
    if (live) lives.release(live);
  };

  openingDeadline = setTimeout(() => refuse(refusals.timedOut), limits.openingMs);
  ws.on('message', receive);
  ws.on('error', ({ message }) => {
    // The library closes with 1009 by itself.
    if (message.includes('payload size')) name(refusals.tooLarge);
    else ws.terminate();
  });
  ws.on('pong', () => {
    heardAt = Date.now();
  });
  ws.on('close', () => {
    clearTimeout(openingDeadline);
    clearTimeout(resuming);
    openings.clear();
    for (const address of [...links.keys()]) end(address);
  });
  return {
    credentials,
    links,
    refuse,
    beat: () => {
      if (Date.now() - heardAt > 3 * beatMs) ws.terminate();
      else ws.ping();
    },
  };
}
