import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { createTRPCUntypedClient, httpSubscriptionLink } from '@trpc/client';
import superjson from 'superjson';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { NumberedEvent } from '#core/run/run-event.ts';
import { openTestDatabase, type TestDatabase } from '#server/db/test-database.ts';
import { appendEvents } from './append-events.ts';
import { createEventHub, type EventHub } from './event-hub.ts';
import { createEventStreamHandler } from './event-stream.ts';
import { createEventWriter, type EventWriter } from './event-writer.ts';
import { TestEventSource } from './test-event-source.ts';
import { finished, makeTestRun, printed } from './test-run.ts';

let database: TestDatabase;
let hub: EventHub;
let writer: EventWriter;
let server: Server;
let origin: string;
const sockets = new Set<Socket>();

beforeAll(async () => {
  database = await openTestDatabase();
  hub = createEventHub(database);
  writer = createEventWriter(database.pool);
  const authorize = async (_req: unknown, { organization, runId }: { organization: string; runId: string }) =>
    organization === 'acme' ? { runId } : { status: 404, message: 'There is no such organization.' };
  server = createServer(createEventStreamHandler({ hub, authorize }));
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await writer.close();
  await hub.close();
  await database.close();
});

/** A viewer by the stock client: what it got, and whether the stream said that it is complete. */
function view(runId: string, organization = 'acme', lastEventId?: string) {
  const seen = { events: [] as NumberedEvent[], isComplete: false, error: null as unknown, subscription: { unsubscribe: () => {} } };
  const client = createTRPCUntypedClient({
    links: [httpSubscriptionLink({ url: `${origin}/api/events`, transformer: superjson, EventSource: TestEventSource as never })],
  });
  seen.subscription = client.subscription(
    'runs.events',
    { organization, runId, ...(lastEventId ? { lastEventId } : {}) },
    {
      onData: (value) => seen.events.push(...(value as { data: NumberedEvent[] }).data),
      onComplete: () => Object.assign(seen, { isComplete: true }),
      onError: (error) => Object.assign(seen, { error }),
    },
  );
  return seen;
}

const seqs = (events: readonly NumberedEvent[]) => events.map(({ seq }) => seq);
const upTo = (n: number, from = 1) => Array.from({ length: n - from + 1 }, (_, i) => i + from);
const whenComplete = (...viewers: { isComplete: boolean }[]) =>
  vi.waitFor(() => expect(viewers.every(({ isComplete }) => isComplete)).toBe(true), { timeout: 20_000, interval: 10 });

test('viewers of every kind hold 1 to N once each, over a hundred cuts', async () => {
  const { runId } = await makeTestRun(database.db);
  const lines = 4000;
  const viewers = Array.from({ length: 10 }, () => view(runId));
  let cuts = 0;
  for (let i = 0; i < lines; i += 1) {
    writer.append(runId, printed(i));
    if (i % 40 === 0) {
      await pause(3);
      const victims = [...sockets].filter(() => Math.random() < 0.3);
      for (const socket of victims) socket.destroy();
      cuts += victims.length;
    }
    if (i === lines / 2) viewers.push(view(runId));
  }
  writer.append(runId, finished);
  await writer.flush(runId);
  viewers.push(view(runId));
  await whenComplete(...viewers);
  expect(cuts).toBeGreaterThan(100);
  for (const { events } of viewers) expect(seqs(events)).toEqual(upTo(lines + 1));
  expect(viewers[0]?.events.at(-1)?.event).toEqual(finished.event);
});

test('the wire is that of tRPC, and each of its three ways to resume is heard', async () => {
  const { runId } = await makeTestRun(database.db);
  await appendEvents(database.pool, runId, [...upTo(5).map((i) => printed(i)), finished]);
  const ask = async (query: string, headers: HeadersInit = {}, input: object = {}) => {
    const encoded = encodeURIComponent(JSON.stringify(superjson.serialize({ organization: 'acme', runId, ...input })));
    return (await fetch(`${origin}/api/events/runs.events?input=${encoded}${query}`, { headers })).text();
  };
  const whole = await ask('');
  expect(whole).toMatch(
    /^event: connected\ndata: \{"reconnectAfterInactivityMs":12000\}\n\n\ndata: \{"json":\[\{"seq":1,.*\}\]\}\nid: 6\n\n\nevent: return\ndata: \n\n\n$/,
  );
  for (const text of [await ask('', { 'Last-Event-ID': '4' }), await ask('&lastEventId=4'), await ask('', {}, { lastEventId: '4' })]) {
    expect(text).toContain('{"json":[{"seq":5,');
  }
  // A reconnecting EventSource repeats the address that it began with: its header is newer.
  expect(await ask('&lastEventId=2', { 'Last-Event-ID': '5' }, { lastEventId: '1' })).toContain('{"json":[{"seq":6,');
  expect(await ask('', { 'Last-Event-ID': '6' })).not.toContain('seq');
});

test('several runs come on one connection, each by its name, from its own number, once each over cuts', async () => {
  const ids = await Promise.all(Array.from({ length: 3 }, async () => (await makeTestRun(database.db)).runId));
  const known = new Map(ids.map((runId) => [runId, [] as number[]]));
  const ended = new Set<string>();
  const leaving = new AbortController();
  const follow = async () => {
    while (ended.size < ids.length && !leaving.signal.aborted) {
      const runs = Object.fromEntries([...known].map(([runId, got]) => [runId, got.at(-1) ?? 0]));
      const input = encodeURIComponent(JSON.stringify({ json: { organization: 'acme', runs } }));
      const response = await fetch(`${origin}/api/events/runs.shared?input=${input}`, { signal: leaving.signal });
      let rest = '';
      try {
        for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
          const messages = (rest + chunk).split('\n\n');
          rest = messages.pop() ?? '';
          for (const message of messages) {
            const name = /event: (\S+)/.exec(message)?.[1] ?? '';
            if (name.endsWith(':end')) ended.add(name);
            for (const [, seq] of message.matchAll(/"seq":(\d+)/g)) known.get(name)?.push(Number(seq));
          }
          if (ended.size === ids.length) leaving.abort();
        }
      } catch {
        // Cut: it comes back with what it has.
      }
    }
  };
  const following = follow().catch(() => {});
  for (let i = 0; i < 600; i += 1) {
    for (const runId of ids) writer.append(runId, printed(i));
    if (i % 100 !== 50) continue;
    await Promise.all(ids.map((runId) => writer.flush(runId)));
    for (const socket of sockets) socket.destroy();
  }
  for (const runId of ids) writer.append(runId, finished);
  await Promise.all(ids.map((runId) => writer.flush(runId)));
  await following;
  for (const got of known.values()) expect(got).toEqual(upTo(601));
  const many = Object.fromEntries(Array.from({ length: 51 }, () => [randomUUID(), 0]));
  const refused = encodeURIComponent(JSON.stringify({ json: { organization: 'acme', runs: many } }));
  expect((await fetch(`${origin}/api/events/runs.shared?input=${refused}`)).status).toBe(400);
  const stranger = encodeURIComponent(JSON.stringify({ json: { organization: 'other', runs: { [ids[0] ?? '']: 0 } } }));
  const told = await fetch(`${origin}/api/events/runs.shared?input=${stranger}`, { signal: AbortSignal.timeout(20_000) });
  const first = new TextDecoder().decode((await told.body?.getReader().read())?.value);
  expect(first).toContain(`event: ${ids[0]}:refused`);
  expect(first).not.toContain('seq');
});

test('a refusal is a status that ends the client', async () => {
  const { runId } = await makeTestRun(database.db);
  const stranger = view(runId, 'other');
  await vi.waitFor(() => expect(stranger.error).not.toBeNull());
  const malformed = view('not-a-run');
  await vi.waitFor(() => expect(malformed.error).not.toBeNull());
  expect((await fetch(`${origin}/api/events/other`)).status).toBe(404);
});

test('a viewer that reads nothing costs little, delays nobody, and is whole when it reads again', async () => {
  const { runId } = await makeTestRun(database.db);
  const input = encodeURIComponent(JSON.stringify({ json: { organization: 'acme', runId } }));
  const stalled = connect({ port: Number(new URL(origin).port), host: '127.0.0.1' });
  let text = '';
  stalled.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  stalled.write(`GET /api/events/runs.events?input=${input} HTTP/1.1\r\nHost: x\r\n\r\n`);
  await vi.waitFor(() => expect(text).toContain('connected'));
  stalled.pause();
  const other = view(runId);
  const lines = 3000;
  for (let i = 0; i < lines; i += 1) {
    writer.append(runId, printed(i, 'x'.repeat(10_000)));
    if (i % 100 === 0) await writer.flush(runId);
  }
  writer.append(runId, finished);
  await writer.flush(runId);
  await whenComplete(other);
  expect(seqs(other.events)).toEqual(upTo(lines + 1));
  const waiting = [...sockets].map(({ writableLength }) => writableLength);
  expect(Math.max(...waiting)).toBeLessThan(512 * 1024);
  stalled.resume();
  await vi.waitFor(() => expect(text).toContain('event: return'), { timeout: 20_000 });
  expect([...text.matchAll(/"seq":(\d+),/g)].map((match) => Number(match[1]))).toEqual(upTo(lines + 1));
  stalled.destroy();
});

test('nothing is missed while the database ends every connection', async () => {
  const { runId } = await makeTestRun(database.db);
  const viewer = view(runId);
  for (let round = 0; round < 10; round += 1) {
    for (let i = 0; i < 50; i += 1) writer.append(runId, printed(round * 50 + i));
    await database.db
      .$queryRaw`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    await writer.flush(runId);
  }
  writer.append(runId, finished);
  await whenComplete(viewer);
  expect(seqs(viewer.events)).toEqual(upTo(501));
});

test('a follower in the process gets the same, from where it asks', async () => {
  const { runId } = await makeTestRun(database.db);
  const leaving = new AbortController();
  const followed: number[] = [];
  const following = (async () => {
    for await (const { seq } of hub.followRun({ runId, from: 3, signal: leaving.signal })) followed.push(seq);
  })();
  for (let i = 0; i < 20; i += 1) {
    writer.append(runId, printed(i));
    await writer.flush(runId);
  }
  await appendEvents(database.pool, runId, [finished]);
  await following;
  expect(followed).toEqual(upTo(21, 3));
});
