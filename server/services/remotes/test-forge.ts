import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { git } from '#server/workspaces/git.ts';

type PullRow = {
  number: number;
  html_url: string;
  state: string;
  merged_at: string | null;
  title: string;
  body: string;
  head: string;
  base: string;
};

/** A forge on this machine: a bare repository over git's own HTTP, and beside it what of GitHub's API is asked for. */
export type TestForge = {
  url: string;
  /** A user who may write: `x-access-token` and this. */
  token: string;
  pulls: PullRow[];
  /** Where set, no pull request is opened, and this is why. */
  refuses?: string;
  /** How often the API was asked, by method and path. */
  asked: string[];
  close(): Promise<void>;
};

/** Serves the bare repository at `path` as `/acme/shop.git`, to whoever has the token. */
export async function openTestForge(path: string): Promise<TestForge> {
  await git(['config', 'http.receivepack', 'true'], { gitDir: path });
  const token = 'forge-token-0123456789';
  const forge: Omit<TestForge, 'close'> = { url: '', token, pulls: [], asked: [] };
  const server = createServer((req, res) => {
    const address = new URL(req.url ?? '/', 'http://forge');
    if (address.pathname.startsWith('/acme/shop.git')) return void serveGit(req, res, { path, token, address });
    void serveApi(req, res, { forge, address });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  forge.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/acme/shop.git`;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return Object.assign(forge, { close });
}

/** `git http-backend` as a web server runs it. */
async function serveGit(
  req: IncomingMessage,
  res: ServerResponse,
  { path, token, address }: { path: string; token: string; address: URL },
): Promise<void> {
  if (req.headers.authorization !== `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`) {
    res.writeHead(401, { 'www-authenticate': 'Basic realm="forge"' }).end();
    return;
  }
  const child = spawn('git', ['-c', 'safe.directory=*', 'http-backend'], {
    env: {
      NODE_ENV: 'test',
      PATH: process.env['PATH'] ?? '',
      GIT_PROJECT_ROOT: path,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: address.pathname.slice('/acme/shop.git'.length),
      QUERY_STRING: address.search.slice(1),
      REQUEST_METHOD: req.method ?? 'GET',
      CONTENT_TYPE: req.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: String(req.headers['content-encoding'] ?? ''),
      GIT_PROTOCOL: String(req.headers['git-protocol'] ?? ''),
      REMOTE_USER: 'someone',
    },
  });
  req.pipe(child.stdin);
  const parts: Buffer[] = [];
  for await (const part of child.stdout as AsyncIterable<Buffer>) parts.push(part);
  const answer = Buffer.concat(parts);
  const end = answer.indexOf('\r\n\r\n');
  for (const line of answer.subarray(0, end).toString().split('\r\n')) {
    const [name = '', value = ''] = line.split(': ');
    if (name === 'Status') res.statusCode = Number.parseInt(value, 10);
    else res.setHeader(name, value);
  }
  res.end(answer.subarray(end + 4));
}

async function serveApi(
  req: IncomingMessage,
  res: ServerResponse,
  { forge, address }: { forge: Omit<TestForge, 'close'>; address: URL },
): Promise<void> {
  const { pulls } = forge;
  forge.asked.push(`${req.method} ${address.pathname}`);
  const answer = (status: number, body: unknown) => res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (req.headers.authorization !== `Bearer ${forge.token}`) return void answer(401, { message: 'Bad credentials' });
  const number = Number(/^\/api\/v3\/repos\/acme\/shop\/pulls\/(\d+)$/.exec(address.pathname)?.[1] ?? 0);
  if (number > 0) return void answer(200, pulls[number - 1]);
  if (address.pathname !== '/api/v3/repos/acme/shop/pulls') return void answer(404, { message: 'Not Found' });
  if (req.method === 'GET') {
    const head = address.searchParams.get('head');
    return void answer(
      200,
      pulls.filter((pull) => pull.state === 'open' && `acme:${pull.head}` === head),
    );
  }
  if (forge.refuses) return void answer(422, { message: forge.refuses });
  const parts: Buffer[] = [];
  for await (const part of req as AsyncIterable<Buffer>) parts.push(part);
  const given = JSON.parse(Buffer.concat(parts).toString()) as Pick<PullRow, 'title' | 'body' | 'head' | 'base'>;
  const pull = { ...given, number: pulls.length + 1, html_url: `${forge.url}/pull/${pulls.length + 1}`, state: 'open', merged_at: null };
  pulls.push(pull);
  answer(201, pull);
}
