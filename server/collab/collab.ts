import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Db } from '#server/db/client.ts';
import { watchAccess } from './access-watch.ts';
import { beatMs, type CollabSocket, createCollabSocket } from './collab-socket.ts';
import type { Authenticate, Credentials } from './document-access.ts';
import { groupMs, limits } from './limits.ts';
import { createLiveDocuments } from './live-documents.ts';
import { createPresenceBus } from './presence-bus.ts';
import { refusals } from './refusal.ts';
import { createUpdateFeed } from './update-feed.ts';
import { createUpdateWriter } from './update-writer.ts';

export type Collab = {
  /** Takes an upgrade request for `/collab`; another path or another site's page gets an error status and nothing else. */
  handleUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Not ok while appends of other processes cannot be heard. */
  health(): { ok: boolean };
  /** Closes every socket, commits what is waiting, folds what was edited. */
  close(): Promise<void>;
};

const closingMs = 2_000;

/** Opens the live documents of this process. `url` is the database's own address: listening needs a connection that is not pooled. */
export function createCollab({
  db,
  pool,
  authenticate,
  url,
  redisUrl,
  turnAfter,
  watchAccess: watch,
  onRest,
}: {
  db: Db;
  pool: pg.Pool;
  authenticate: Authenticate;
  url: string;
  /** Where the processes of one house show each other who is present. Without it each shows its own people. */
  redisUrl?: string | undefined;
  /** Structs of a state after which it begins afresh, for tests: they need not type thousands. */
  turnAfter?: number | undefined;
  /** Has the argument called whenever somebody's rights may have changed; gives the way to end that. Without it rights are looked up now and then. */
  watchAccess?: ((look: () => void) => () => void) | undefined;
  /** Told of each document that was written in, nobody has open any more, and is kept as a revision. */
  onRest?: ((documentId: string) => Promise<void>) | undefined;
}): Collab {
  const writerId = randomUUID();
  const writer = createUpdateWriter({ pool, writerId, groupMs, idleClient: () => feed.idle() });
  const lives = createLiveDocuments({
    db,
    pool,
    writer,
    turnAfter,
    onOpen: (live) => bus?.join(live),
    onClose: (live) => bus?.leave(live),
    onRest,
  });
  const bus = redisUrl === undefined ? undefined : createPresenceBus({ redisUrl, processId: writerId, find: (id) => lives.byId.get(id) });
  const catchUp = (documentId: string) => {
    // What cannot be read now is read with the next announcement, or after the connection to the database is back.
    lives.byId
      .get(documentId)
      ?.catchUp()
      .catch(() => {});
  };
  const feed = createUpdateFeed({
    url,
    writerId,
    onAppend: catchUp,
    onGap: () => [...lives.byId.keys()].forEach(catchUp),
  });
  const sockets = new Set<CollabSocket>();
  const stopWatching = watchAccess({ pool, sockets, authenticate, watch });
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.messageBytes, perMessageDeflate: false });
  let isClosing = false;
  const beating = setInterval(() => {
    for (const socket of sockets) socket.beat();
  }, beatMs);
  beating.unref();

  /** Apart from the upgrade: what lives as long as the socket must not hold the request. */
  const accept = (ws: WebSocket, stream: Duplex, credentials: Credentials) => {
    const opened = createCollabSocket({ ws, stream, credentials, pool, lives, authenticate });
    sockets.add(opened);
    ws.on('close', () => sockets.delete(opened));
  };

  return {
    handleUpgrade: (req, socket, head) => {
      if (isClosing) return refuseUpgrade(socket, '503 Service Unavailable');
      if (new URL(req.url ?? '/', 'http://localhost').pathname !== '/collab') return refuseUpgrade(socket, '404 Not Found');
      if (!isOwnOrigin(req)) return refuseUpgrade(socket, '403 Forbidden');
      const credentials = credentialsOf(req);
      server.handleUpgrade(req, socket, head, (ws) => accept(ws, socket, credentials));
    },
    health: () => ({ ok: !isClosing && feed.isListening() }),
    close: async () => {
      isClosing = true;
      stopWatching();
      clearInterval(beating);
      const closed = Promise.all([...server.clients].map((ws) => new Promise((resolve) => ws.once('close', resolve))));
      for (const socket of sockets) socket.refuse(refusals.stopping);
      await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, closingMs).unref())]);
      for (const ws of server.clients) ws.terminate();
      await writer.drain();
      await lives.close();
      await bus?.close();
      await feed.close();
      server.close();
    },
  };
}

/**
 * A browser sends its cookies along with a websocket that any page opens, and says which page in `Origin`. Programs that
 * send none have no cookies of somebody else to abuse.
 */
function isOwnOrigin({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) return true;
  const origin = URL.parse(headers.origin)?.host;
  return origin !== undefined && (origin === headers.host || origin === headers['x-forwarded-host']);
}

/** The headers that may say who asks, and nothing else of the request: it is kept for as long as the socket is open. */
function credentialsOf({ headers }: IncomingMessage): Credentials {
  const kept = new Map<string, string>();
  for (const name of ['cookie', 'authorization', 'x-api-key']) {
    const value = headers[name];
    if (typeof value === 'string') kept.set(name, value);
  }
  return { get: (name) => kept.get(name.toLowerCase()) ?? null, has: (name) => kept.has(name.toLowerCase()) };
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.on('error', () => {});
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
