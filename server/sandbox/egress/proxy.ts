import { lookup } from 'node:dns/promises';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request as outgoing, type Server, type ServerResponse } from 'node:http';
import { connect, isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Egress } from '../sandbox.ts';
import { isInnerAddress, readAuthority } from './addresses.ts';

/** Where the command finds our proxy: on the loopback of its own network, carried to us by `inside/relay.mjs`. */
export const relayPort = 3128;
export const socketInside = '/opt/plumbline/egress';
export const relayInside = '/opt/plumbline/relay';
const socketName = 'proxy.sock';

/** Resolved from the working folder, which is the project's root also for a bundled server. */
const relayFolder = () => join(process.cwd(), 'server/sandbox/egress/inside');

/** A proxy that is open for one command. */
export type Proxy = {
  mounts: { from: string; to: string }[];
  env: Record<string, string>;
  wrap(command: string): string[];
  close(): Promise<void>;
};

const idleMs = 5 * 60_000;
const mostConnections = 64;

/**
 * The only way out of a sandbox: a proxy on a socket of the file system, shown to one command. Each connection is judged by its host name
 * before anything is looked up, the address that is looked up is the one that is connected to, and a name that leads to this machine or its
 * network is refused whoever allowed it. Nothing is decrypted: what is allowed is a host and not what is said to it.
 */
export async function openProxy(egress: Egress): Promise<Proxy> {
  const folder = await mkdtemp(join(tmpdir(), 'pl-egress-'));
  const server = createServer();
  server.maxConnections = mostConnections;
  server.on('connect', (request: IncomingMessage, socket: Duplex) => void tunnel(egress, request, socket));
  server.on('request', (request, response) => void forward(egress, request, response));
  server.on('clientError', (_error, socket) => socket.destroy());
  const socket = join(folder, socketName);
  await listen(server, socket);
  // The command is another user: it must be able to reach the socket, and to do nothing else here.
  await chmod(folder, 0o711);
  await chmod(socket, 0o666);
  const address = `http://127.0.0.1:${relayPort}`;
  return {
    mounts: [
      { from: folder, to: socketInside },
      { from: relayFolder(), to: relayInside },
    ],
    env: {
      ...{ HTTP_PROXY: address, HTTPS_PROXY: address, http_proxy: address, https_proxy: address },
      ...{ NO_PROXY: 'localhost,127.0.0.1,::1', no_proxy: 'localhost,127.0.0.1,::1', NODE_USE_ENV_PROXY: '1', npm_config_offline: 'false' },
    },
    wrap: (command) => ['node', `${relayInside}/relay.mjs`, `${socketInside}/${socketName}`, String(relayPort), command],
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function listen(server: Server, socket: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socket, resolve);
  });
}

/** The address to connect to, or why there is none. */
async function judged(egress: Egress, host: string, port: number): Promise<{ address: string } | { refusal: string }> {
  const word = await judge(egress, host, port);
  egress.seen?.({ host, port, refusal: 'refusal' in word ? word.refusal : null });
  return word;
}

async function judge(egress: Egress, host: string, port: number): Promise<{ address: string } | { refusal: string }> {
  const refusal = await egress.judge(host, port);
  if (refusal !== null) return { refusal };
  // Named by its address: whoever allowed that has meant it.
  if (isIP(host) !== 0) return { address: host };
  const found = await lookup(host, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) return { refusal: `${host} is not known here.` };
  if (found.some(({ address }) => isInnerAddress(address))) return { refusal: `${host} leads into this machine or its network.` };
  return { address: first.address };
}

async function tunnel(egress: Egress, request: IncomingMessage, socket: Duplex): Promise<void> {
  socket.on('error', () => socket.destroy());
  const target = readAuthority(request.url ?? '', 443);
  if (!target) return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  const word = await judged(egress, target.host, target.port);
  if ('refusal' in word) return void socket.end(`HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\n\r\n${word.refusal}\n`);
  const outer = connect({ host: word.address, port: target.port });
  outer.setTimeout(idleMs, () => outer.destroy());
  outer.on('connect', () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    outer.pipe(socket).pipe(outer);
  });
  outer.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  outer.on('close', () => socket.destroy());
  socket.on('close', () => outer.destroy());
}

async function forward(egress: Egress, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const say = (status: number, words: string) => response.writeHead(status, { 'content-type': 'text/plain' }).end(`${words}\n`);
  const url = URL.parse(request.url ?? '');
  const target = url?.protocol === 'http:' ? readAuthority(url.host, 80) : null;
  if (!url || !target) return void say(400, 'This is a proxy.');
  const word = await judged(egress, target.host, target.port);
  if ('refusal' in word) return void say(403, word.refusal);
  const { 'proxy-connection': _, 'proxy-authorization': __, ...headers } = request.headers;
  const onward = outgoing(
    // The name that was judged, whatever the request's own header says.
    {
      host: word.address,
      port: target.port,
      method: request.method,
      path: url.pathname + url.search,
      headers: { ...headers, host: url.host },
    },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  onward.setTimeout(idleMs, () => onward.destroy());
  onward.on('error', () => (response.headersSent ? response.destroy() : say(502, 'It could not be reached.')));
  response.on('close', () => onward.destroy());
  request.pipe(onward);
}
