import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { isPageRequest, rewritePage } from './page-answer.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** A server that answers as Next would, with our hand on the answer. */
async function serve(answer: Answer): Promise<string> {
  server = createServer((req, res) => {
    rewritePage(req, res);
    answer(req, res);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('a page in pieces arrives whole and compressed, with letters that were cut in two', async () => {
  const bytes = Buffer.from('<p>Zoë</p><script src="/_next/static/a.js" async=""></script>');
  const url = await serve((_req, res) => {
    res.setHeader('content-type', 'text/html; charset=utf-8');
    res.setHeader('link', '</_next/static/a.css>; rel=preload');
    res.flushHeaders();
    res.write(bytes.subarray(0, 6));
    res.write(bytes.subarray(6, 30));
    res.end(bytes.subarray(30));
  });
  const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(response.headers.get('link')).toBeNull();
  const html = await response.text();
  expect(html).toContain('<p>Zoë</p>');
  expect(html).toContain('later("/_next/static/a.js")</script>');
});

test('the first piece of a page does not wait for the last', async () => {
  let finish = () => {};
  const url = await serve((_req, res) => {
    res.setHeader('content-type', 'text/html');
    res.write('<p>first</p>');
    finish = () => res.end('<p>last</p>');
  });
  const { body } = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
  const reader = body?.getReader();
  const { value } = (await reader?.read()) ?? {};
  expect(Buffer.from(value ?? []).toString()).toBe('<p>first</p>');
  finish();
  const { value: rest } = (await reader?.read()) ?? {};
  expect(Buffer.from(rest ?? []).toString()).toBe('<p>last</p>');
});

test('whoever takes no gzip gets a page without', async () => {
  const url = await serve((_req, res) => {
    res.setHeader('content-type', 'text/html');
    res.end('<p>text</p><script src="/_next/static/a.js" async=""></script>');
  });
  const response = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(await response.text()).toMatch(/^<p>text<\/p>.*later/s);
});

test('what is no page is left alone', async () => {
  const script = '<script src="/_next/static/a.js" async=""></script>';
  const url = await serve((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/plain', 'content-length': script.length });
    res.end(script);
  });
  const plain = await fetch(url);
  expect([plain.headers.get('content-encoding'), await plain.text()]).toEqual([null, script]);
});

test('an answer without a body stays without one', async () => {
  const url = await serve((_req, res) => {
    res.statusCode = 307;
    res.setHeader('location', '/sign-in');
    res.end();
  });
  const response = await fetch(url, { redirect: 'manual' });
  expect([response.status, await response.text()]).toEqual([307, '']);
});

test('only what a browser shows is a page: not the data of one, and not what a program asks for', () => {
  const accept = 'text/html,application/xhtml+xml';
  expect(isPageRequest({ method: 'GET', headers: { accept } })).toBe(true);
  expect(isPageRequest({ method: 'GET', headers: { accept, rsc: '1' } })).toBe(false);
  expect(isPageRequest({ method: 'GET', headers: { accept: '*/*' } })).toBe(false);
  expect(isPageRequest({ method: 'POST', headers: { accept } })).toBe(false);
});
