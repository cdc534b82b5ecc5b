import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { toNodeHandler } from 'better-auth/node';
import next from 'next';
import { addressHeader } from '#server/auth/address-header.ts';
import { type Auth, isOpenPath } from '#server/auth/auth.ts';
import type { House } from '#server/context.ts';
import { createMcpDoor } from '#server/mcp/mcp-door.ts';
import { appRouter } from '#server/routers/app-router.ts';
import type { Doors } from '#server/routers/trpc.ts';
import { createAddressOf } from './client-address.ts';
import { answerHook, hookPath } from './git-hook.ts';
import type { Health } from './health.ts';
import { contentPolicy, headerReader, isSameOrigin, readJson, securityHeaders, send } from './http.ts';
import { createImageDoor } from './image-door.ts';
import { createKeyLimit } from './key-limit.ts';
import { isPageRequest, rewritePage } from './page-answer.ts';
import { createQueryDoor } from './query-door.ts';
import { requestIdentity, type Who } from './request-identity.ts';
import type { Settings } from './settings.ts';

export type WebParts = {
  settings: Settings;
  house: House;
  auth: Auth;
  who: Who;
  doors: Doors;
  readHealth: () => Promise<Health>;
  handleEventStream: (req: IncomingMessage, res: ServerResponse) => void;
  /** Takes the sockets of `/collab`. */
  handleUpgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

const proceduresPath = '/api/trpc/';
const maxBodyBytes = 8 * 1024 * 1024;
const maxMcpBytes = 1024 * 1024;

/**
 * The one server of the one origin: procedures, event streams, live documents, sign-in and health are answered here,
 * beside Next, which gets what is left (a route handler costs five times the CPU of this). Resolves when it listens.
 */
export async function startWeb(parts: WebParts): Promise<{ server: Server; port: number; close: () => Promise<void> }> {
  const { settings, house, auth, who, doors } = parts;
  // On its first request Next adds an upgrade listener of its own, which would end our sockets: it gets a server
  // that nobody listens on, and from us only what is its own (hot reloading in development).
  const nextUpgrades = createServer();
  const app = next({
    dev: settings.isDevelopment,
    dir: process.cwd(),
    httpServer: nextUpgrades,
    hostname: settings.host,
    port: settings.port,
  });
  await app.prepare();
  const handlePage = app.getRequestHandler();
  const handleAuth = toNodeHandler(auth);
  const addressOf = createAddressOf(settings.proxies);
  const contextOf = (req: IncomingMessage) => ({
    house,
    doors,
    origin: originOf(req, addressOf(req)),
    ...requestIdentity(who, () => headerReader(req)),
  });
  const handleProcedure = createHTTPHandler({
    router: appRouter,
    basePath: proceduresPath,
    maxBodySize: maxBodyBytes,
    createContext: ({ req }) => contextOf(req),
  });
  const answerMcp = createMcpDoor({ house, identify: who.identify, addressOf });
  const answerImage = createImageDoor({ house, who });
  const answerQueries = createQueryDoor({ router: appRouter, basePath: proceduresPath, createContext: contextOf });

  const headers = securityHeaders({
    isDevelopment: settings.isDevelopment,
    isHttps: settings.publicUrl?.startsWith('https:') ?? false,
  });
  const mayUseKey = createKeyLimit();

  const route = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const path = pathOf(req);
    // A nonce is ours to choose.
    delete req.headers['content-security-policy'];
    delete req.headers['content-security-policy-report-only'];
    if (!mayUseKey(req)) {
      res.setHeader('retry-after', '1');
      return send(res, 429, { message: 'Too many requests with this key. Wait a second, then go on more slowly.' });
    }
    if (req.method !== 'GET' && req.method !== 'HEAD' && !isSameOrigin(req))
      return send(res, 403, { message: 'This request came from another site.' });
    // Whatever such a request changes, its sender must not meet what was remembered from before.
    if (req.method !== 'GET' && req.method !== 'HEAD') forgetBefore(res, who.forget);
    if (path.startsWith(proceduresPath)) {
      if (await answerQueries(req, res)) return;
      res.setHeader('cache-control', 'no-store');
      // Head, body and end of an answer leave in one write; `end` lets them go. Streams have their own path below.
      res.cork();
      return handleProcedure(req, res);
    }
    if (path === '/mcp' || path.startsWith('/mcp/')) {
      const body = req.method === 'POST' ? await readJson(req, maxMcpBytes) : undefined;
      if (body === 'too_big') return send(res, 413, { message: 'This is too much for one call.' });
      return answerMcp(req, res, { headers: headerReader(req), body });
    }
    if (path.startsWith('/api/events/')) return parts.handleEventStream(req, res);
    if (path.startsWith('/api/images/')) return answerImage(req, res, path);
    if (path.startsWith(hookPath)) return answerHook(req, res, house);
    if (path === '/api/health') {
      const health = await parts.readHealth();
      return send(res, health.status === 'up' ? 200 : 503, health);
    }
    if (isOpenPath(path)) {
      req.headers[addressHeader] = addressOf(req);
      return handleAuth(req, res);
    }
    if (path.startsWith('/api/')) return send(res, 404, { message: 'There is nothing here.' });
    // In development Next's own scripts must come as it sends them.
    if (!settings.isDevelopment && isPageRequest(req)) {
      const policy = contentPolicy({ nonce: randomBytes(16).toString('base64'), isDevelopment: false });
      // Next reads the nonce from here, and puts it on the scripts that it writes into the page.
      req.headers['content-security-policy'] = policy;
      res.setHeader('content-security-policy', policy);
      rewritePage(req, res);
    }
    return handlePage(req, res);
  };

  const server = createServer((req, res) => {
    for (const [name, value] of headers) res.setHeader(name, value);
    route(req, res).catch((cause: unknown) => {
      console.error('A request failed', cause);
      if (!res.headersSent) send(res, 500, { message: 'Something went wrong.' });
      else res.destroy();
    });
  });
  server.on('upgrade', (req, socket, head) => {
    if (pathOf(req) === '/collab') parts.handleUpgrade(req, socket, head);
    else if (settings.isDevelopment) nextUpgrades.emit('upgrade', req, socket, head);
    else socket.destroy();
  });
  const port = await listen(server, settings);
  return {
    server,
    port,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await app.close();
    },
  };
}

/** Calls `forget` when the answer begins, and so after what it tells of has happened. */
function forgetBefore(res: ServerResponse, forget: () => void): void {
  const writeHead = res.writeHead.bind(res);
  res.writeHead = ((...head: Parameters<typeof writeHead>) => {
    forget();
    return writeHead(...head);
  }) as typeof res.writeHead; // the overloads are Node's
}

/** For the audit: with what somebody came, and from where. */
function originOf({ headers }: IncomingMessage, address: string): string {
  const door = headers['x-api-key'] !== undefined || headers.authorization !== undefined ? 'key' : 'browser';
  return `${door} ${address}`;
}

function pathOf(req: IncomingMessage): string {
  return (req.url ?? '/').split('?', 1)[0] ?? '/';
}

function listen(server: Server, { host, port }: Settings): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
