import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { initTRPC, tracked } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { z } from 'zod';
import type { NumberedEvent } from '../../core/run/run-event.ts';
import { openPool } from '../../server/db/client.ts';
import { createEventHub } from '../../server/events/event-hub.ts';
import { createEventStreamHandler } from '../../server/events/event-stream.ts';
import { line, type Order, produce } from './line.ts';
import type { Kind } from './servers.ts';

// One server of run events in a process of its own. Ours reads what another process appends to Postgres; the others hold their events in
// memory and make them themselves, which spares them the way that ours is measured with.
const [, , kind = 'ours', url = '', at = '0'] = process.argv;

type Log = { events: NumberedEvent[]; buffers: Buffer[]; wakes: Set<() => void> };
const logs = new Map<string, Log>();
const logOf = (runId: string): Log => {
  const log = logs.get(runId) ?? { events: [], buffers: [], wakes: new Set() };
  logs.set(runId, log);
  return log;
};
const add = (runId: string) => {
  const log = logOf(runId);
  const event = { seq: log.events.length + 1, at: new Date().toISOString(), event: line() };
  log.events.push(event);
  if (kind === 'bare') log.buffers.push(Buffer.from(`data: ${JSON.stringify(event)}\nid: ${event.seq}\n\n`));
  for (const wake of log.wakes) wake();
};

/** Events after `after`, as soon as there are some: all that is there, or each by itself. */
async function* follow(runId: string, after: number, signal: AbortSignal | undefined, gatherMs: number): AsyncGenerator<NumberedEvent[]> {
  const log = logOf(runId);
  let wake = () => {};
  const woken = () => wake();
  log.wakes.add(woken);
  signal?.addEventListener('abort', woken);
  try {
    for (let cursor = after; !signal?.aborted; ) {
      if (cursor < log.events.length) {
        const fresh = log.events.slice(cursor, cursor + 1_000);
        cursor += fresh.length;
        yield fresh;
        if (gatherMs > 0 && cursor >= log.events.length) await new Promise((resolve) => setTimeout(resolve, gatherMs));
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    log.wakes.delete(woken);
  }
}

const wanted = z.object({ runId: z.string(), lastEventId: z.coerce.number().optional() });

function trpcHandler(): RequestListener {
  const t = initTRPC.create({ sse: { ping: { enabled: true, intervalMs: 5_000 } } });
  const router = t.router({
    perLine: t.procedure.input(wanted).subscription(async function* ({ input, signal }) {
      for await (const events of follow(input.runId, input.lastEventId ?? 0, signal, 0))
        for (const event of events) yield tracked(String(event.seq), event);
    }),
    arrays: t.procedure.input(wanted).subscription(async function* ({ input, signal }) {
      for await (const events of follow(input.runId, input.lastEventId ?? 0, signal, 50))
        yield tracked(String(events.at(-1)?.seq ?? 0), events);
    }),
  });
  return createHTTPHandler({ router });
}

/** One buffer an event, shared by all viewers: what Node can do at the least. */
const bareHandler: RequestListener = (req, res) => {
  const { runId, lastEventId = 0 } = wanted.parse(JSON.parse(new URL(req.url ?? '', 'http://x').searchParams.get('input') ?? '{}'));
  res.writeHead(200, { 'Content-Type': 'text/event-stream' });
  res.flushHeaders();
  req.socket.setNoDelay(true);
  const log = logOf(runId);
  let cursor = lastEventId;
  let isFull = false;
  const pump = () => {
    for (; !isFull && cursor < log.buffers.length; cursor += 1) isFull = !res.write(log.buffers[cursor]);
  };
  res.on('drain', () => {
    isFull = false;
    pump();
  });
  log.wakes.add(pump);
  res.on('close', () => log.wakes.delete(pump));
  pump();
};

function handlerOf(which: Kind): RequestListener {
  if (which === 'bare') return bareHandler;
  if (which !== 'ours') return trpcHandler();
  const hub = createEventHub({ pool: openPool(url), url });
  return createEventStreamHandler({ hub, authorize: async (_req, { runId }) => ({ runId }) });
}

const server = createServer(handlerOf(kind as Kind));
server.listen(Number(at), '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('message', async (order: Order) => {
  if ('rss' in order) {
    // Twice: what the first leaves to finalizers, the second takes.
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 100));
    globalThis.gc?.();
    process.send?.({ done: process.memoryUsage().rss });
  } else if ('fill' in order) {
    for (let i = 0; i < order.fill; i += 1) add(order.runId);
    process.send?.({ done: order.fill });
  } else process.send?.({ done: await produce(order.produce, (run) => add(order.runIds[run] ?? '')) });
});
process.once('disconnect', () => process.exit(0));
