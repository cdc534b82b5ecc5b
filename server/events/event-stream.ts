import type { IncomingMessage, ServerResponse } from 'node:http';
import superjson, { type SuperJSONResult } from 'superjson';
import { z } from 'zod';
import type { EventHub } from './event-hub.ts';
import { serveViewer } from './viewer.ts';

/** Decides who may follow a run. It gets the organization and run as asked for, and gives the run's id or a refusal. */
export type AuthorizeStream = (
  req: IncomingMessage,
  wanted: { organization: string; runId: string },
) => Promise<{ runId: string } | { status: number; message: string }>;

const path = '/api/events/runs.events';
const lastEventId = z.coerce
  .number()
  .int()
  .nonnegative()
  .max(2 ** 31 - 1);
const streamInput = z.object({ organization: z.string().min(1).max(100), runId: z.uuid(), lastEventId: lastEventId.optional() });

/**
 * Answers `GET /api/events/runs.events` as a tRPC subscription would (its wire format and its ways to resume), so that the
 * stock `httpSubscriptionLink` reads it; each message carries a batch of events. The format is in this folder's README.
 */
export function createEventStreamHandler({ hub, authorize }: { hub: EventHub; authorize: AuthorizeStream }) {
  return (req: IncomingMessage, res: ServerResponse): void => {
    answer(req, res, { hub, authorize }).catch((cause: unknown) => {
      console.error('An event stream failed', cause);
      if (res.headersSent) res.destroy();
      else refuse(res, 500, 'Something went wrong.');
    });
  };
}

async function answer(
  req: IncomingMessage,
  res: ServerResponse,
  { hub, authorize }: { hub: EventHub; authorize: AuthorizeStream },
): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://localhost');
  if (url.pathname !== path) return refuse(res, 404, 'There is no such stream.');
  if (req.method !== 'GET') return refuse(res, 405, 'A stream is read with GET.');
  const asked = readInput(req, url.searchParams);
  if (!asked) return refuse(res, 400, 'A stream of events needs an organization, a run and, to resume, a number.');
  const allowed = await authorize(req, { organization: asked.organization, runId: asked.runId });
  if ('status' in allowed) return refuse(res, allowed.status, allowed.message);
  if (res.destroyed) return;
  // Unframed: a batch then reaches each socket as the one buffer that all viewers share.
  res.removeHeader('Transfer-Encoding');
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
    Connection: 'close',
  });
  req.socket.setNoDelay(true);
  serveViewer({ hub, res, runId: allowed.runId, after: asked.after });
}

/** Where to resume: what the browser's EventSource sends by itself when it reconnects wins over what the address was made with. */
function readInput(req: IncomingMessage, query: URLSearchParams): { organization: string; runId: string; after: number } | undefined {
  const text = query.get('input');
  if (text === null || text.length > 10_000) return undefined;
  const input = streamInput.safeParse(deserialize(text));
  if (!input.success) return undefined;
  const header = req.headers['last-event-id'];
  const resume = lastEventId.safeParse((typeof header === 'string' && header) || query.get('lastEventId') || input.data.lastEventId || 0);
  return resume.success ? { ...input.data, after: resume.data } : undefined;
}

function deserialize(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    // What is not superjson's own shape deserializes to nothing, or throws: both are refused as bad input.
    return superjson.deserialize(parsed as SuperJSONResult);
  } catch {
    return undefined;
  }
}

/** A status other than 200 ends an EventSource for good, which is what a refusal means. */
function refuse(res: ServerResponse, status: number, message: string): void {
  res.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify({ message }));
}
