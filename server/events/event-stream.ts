import type { IncomingMessage, ServerResponse } from 'node:http';
import superjson, { type SuperJSONResult } from 'superjson';
import { z } from 'zod';
import type { EventHub } from './event-hub.ts';
import { serveBrowser, serveViewer, type Wanted } from './viewer.ts';

/** Decides who may follow a run. It gets the organization and run as asked for, and gives the run's id or a refusal. */
export type AuthorizeStream = (
  req: IncomingMessage,
  wanted: { organization: string; runId: string },
) => Promise<{ runId: string } | { status: number; message: string }>;

const path = '/api/events/runs.events';
/** For a browser whose tabs share one connection: several runs, each from a number of its own. */
const sharedPath = '/api/events/runs.shared';
const mostRuns = 50;
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
  if (url.pathname !== path && url.pathname !== sharedPath) return refuse(res, 404, 'There is no such stream.');
  if (req.method !== 'GET') return refuse(res, 405, 'A stream is read with GET.');
  if (url.pathname === sharedPath) return answerBrowser(req, res, { hub, authorize, query: url.searchParams });
  const asked = readInput(req, url.searchParams);
  if (!asked) return refuse(res, 400, 'A stream of events needs an organization, a run and, to resume, a number.');
  const allowed = await authorize(req, { organization: asked.organization, runId: asked.runId });
  if ('status' in allowed) return refuse(res, allowed.status, allowed.message);
  if (res.destroyed) return;
  begin(req, res);
  serveViewer({ hub, res, runId: allowed.runId, after: asked.after });
}

const sharedInput = z.object({
  organization: z.string().min(1).max(100),
  runs: z.record(z.uuid(), lastEventId).refine((runs) => Object.keys(runs).length <= mostRuns),
});

/** A run that may not be followed is told so by name, and the others are followed all the same. */
async function answerBrowser(
  req: IncomingMessage,
  res: ServerResponse,
  { hub, authorize, query }: { hub: EventHub; authorize: AuthorizeStream; query: URLSearchParams },
): Promise<void> {
  const input = sharedInput.safeParse(deserialize(query.get('input') ?? ''));
  if (!input.success) return refuse(res, 400, `A shared stream needs an organization and at most ${mostRuns} runs, each with a number.`);
  const { organization, runs } = input.data;
  // The right to each is watched for as long as the answer is open.
  res.setMaxListeners(0);
  const wanted: Wanted[] = [];
  for (const [runId, after] of Object.entries(runs)) {
    const allowed = await authorize(req, { organization, runId });
    if ('status' in allowed && allowed.status === 401) return refuse(res, 401, allowed.message);
    wanted.push({ runId, after, refusal: 'status' in allowed ? allowed.message : null });
  }
  if (res.destroyed) return;
  begin(req, res);
  serveBrowser({ hub, res, runs: wanted });
}

/** Unframed: a batch then reaches each socket as the one buffer that all viewers share. */
function begin(req: IncomingMessage, res: ServerResponse): void {
  res.removeHeader('Transfer-Encoding');
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
    Connection: 'close',
  });
  req.socket.setNoDelay(true);
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
