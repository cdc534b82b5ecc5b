import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { initTRPC, TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import fc from 'fast-check';
import superjson from 'superjson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createQueryDoor } from './query-door.ts';

const t = initTRPC.context<{ name: string }>().create({ transformer: superjson });
const router = t.router({
  hello: t.procedure.query(({ ctx }) => `hello ${ctx.name}`),
  deep: t.router({
    echo: t.procedure.input(z.object({ at: z.date(), word: z.string().max(20) })).query(({ input }) => ({ ...input, kept: new Set([1]) })),
  }),
  nothing: t.procedure.query(() => undefined),
  refused: t.procedure.query(() => {
    throw new TRPCError({ code: 'FORBIDDEN', message: 'Not you.' });
  }),
  broken: t.procedure.query(() => {
    throw new Error('a bug');
  }),
  change: t.procedure.mutation(() => 'changed'),
});
const basePath = '/api/trpc/';
const createContext = () => ({ name: 'Zoë' });
const stock = createHTTPHandler({ router, basePath, createContext });
// A small router in the place of the product's: the door knows nothing of either.
const door = createQueryDoor({ router, basePath, createContext } as unknown as Parameters<typeof createQueryDoor>[0]);

let servers: Server[] = [];
let ours = '';
let theirs = '';
let answeredHere = 0;

beforeAll(async () => {
  const open = async (answer: (req: IncomingMessage, res: ServerResponse) => void) => {
    const server = createServer(answer);
    servers = [...servers, server];
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}${basePath}`;
  };
  theirs = await open((req, res) => stock(req, res));
  ours = await open((req, res) => {
    void door(req, res).then((isDone) => {
      if (isDone) answeredHere += 1;
      else stock(req, res);
    });
  });
});
afterAll(() => {
  for (const server of servers) server.close();
});

async function ask(base: string, path: string, init?: RequestInit) {
  const response = await fetch(base + path, init);
  const text = await response.text();
  // A stack names lines of the test.
  return { status: response.status, type: response.headers.get('content-type'), body: text.replace(/"stack":"(?:[^"\\]|\\.)*"/g, '') };
}
const same = async (path: string, init?: RequestInit) => expect(await ask(ours, path, init), path).toEqual(await ask(theirs, path, init));
const encode = (value: unknown) => encodeURIComponent(JSON.stringify(value));

test('every query, alone and in batches, is answered as the stock handler answers it', async () => {
  const before = answeredHere;
  const input = superjson.serialize({ at: new Date(0), word: 'Zoë' });
  await same('hello');
  await same(`deep.echo?input=${encode(input)}`);
  await same(`deep.echo?input=${encode({ json: { word: 1 } })}`);
  await same('refused');
  await same('broken');
  await same('nothing');
  await same(`hello,deep.echo,refused?batch=1&input=${encode({ 1: input })}`);
  await same(`hello?batch=1&input=${encode({})}`);
  await same('hello%2Cnothing?batch=1');
  expect(answeredHere - before).toBe(9);
});

test('what is no plain query is left to the stock handler', async () => {
  const before = answeredHere;
  await same('nowhere');
  await same('constructor');
  await same('hello,nowhere?batch=1');
  await same('change');
  await same('change', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  await same('hello', { method: 'POST' });
  await same('hello', { method: 'HEAD' });
  await same('hello?input={');
  await same('%E0%A4%A');
  await same('hello?batch=1&input=[1]');
  await same('hello', { headers: { 'content-type': 'text/plain' } });
  await same('hello?batch=1', { headers: { 'trpc-accept': 'application/jsonl' } });
  expect(answeredHere - before).toBeLessThanOrEqual(1);
});

test('whatever is sent as input, both answer the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.json(), fc.string()), fc.boolean(), async (text, isBatch) => {
      await same(`deep.echo?${isBatch ? 'batch=1&' : ''}input=${encodeURIComponent(text)}`);
    }),
    { numRuns: 150 },
  );
});

test('an answer is kept nowhere', async () => {
  for (const path of ['hello', 'refused']) expect((await fetch(ours + path)).headers.get('cache-control')).toBe('no-store');
});
