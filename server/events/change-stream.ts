import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Change } from '#core/notices/change.ts';
import { changesChannel, readChange, type ToldChange } from './changes.ts';
import { listen } from './listen.ts';
import { createRecentChanges } from './recent-changes.ts';

/** Who reads the stream, or why they may not. */
export type ChangeReader = { organizationId: string; userId: string } | { status: number; message: string };
export type AuthorizeChanges = (req: IncomingMessage, organization: string) => Promise<ChangeReader>;

type Viewer = { res: ServerResponse; organizationId: string; userId: string; stop: () => void };

export type ChangeStream = {
  /** Answers `GET /api/events/changes?organization=<slug>&since=<ms since 1970>`. */
  handle(req: IncomingMessage, res: ServerResponse): void;
  close(): Promise<void>;
};

/** `now` is the clock that pages are dated with, in ms since 1970. */
type ChangeStreamParts = { url: string; authorize: AuthorizeChanges; now?: () => number };

/** Between two pings; with each, it is looked up again whether the reader may still read. */
const pingMs = 15_000;
/** A reader that leaves so much unread is gone, and reads everything anew when it comes back. */
const unreadBytes = 256 * 1024;

/** Everything may have changed: said at the beginning, and whenever announcements may have been missed. */
const again = 'event: again\ndata: \n\n';

/** Ends what is said of the time before the stream was opened. */
const soFar = 'event: so-far\ndata: \n\n';

/**
 * Tells pages what to read anew. A message is a `Change` as JSON; `event: again` means all of it. A reader first hears what happened since
 * the moment that it names, at which its page was read, or `again` where it names none or that is not known any more: so nothing needs to
 * be resumed, and `event: so-far` ends that. What a change says is in the tables, behind the procedures' own checks.
 */
export function createChangeStream({ url, authorize, now = Date.now }: ChangeStreamParts): ChangeStream {
  const viewers = new Set<Viewer>();
  const write = ({ res }: Viewer, text: string) => {
    if (res.writableLength > unreadBytes) res.destroy();
    else res.write(text);
  };
  const recent = createRecentChanges<ToldChange>({ now });
  const concerns = ({ organizationId, topic, id }: ToldChange, viewer: Viewer) =>
    viewer.organizationId === organizationId && (topic !== 'inbox' || id === viewer.userId);
  const textOf = ({ topic, id }: ToldChange) => `data: ${JSON.stringify({ topic, id } satisfies Change)}\n\n`;
  const listener = listen(url, changesChannel, {
    onNotice: (payload) => {
      const told = readChange(payload);
      if (!told) return;
      recent.add(told);
      const text = textOf(told);
      for (const viewer of viewers) if (concerns(told, viewer)) write(viewer, text);
    },
    onConnected: () => {
      recent.restart();
      for (const viewer of viewers) write(viewer, again);
    },
  });

  const open = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const query = new URL(req.url ?? '/', 'http://localhost').searchParams;
    const organization = query.get('organization') ?? '';
    const sinceMs = Number(query.get('since') ?? Number.NaN);
    if (req.method !== 'GET') return refuse(res, 405, 'A stream is read with GET.');
    if (organization === '' || organization.length > 100) return refuse(res, 400, 'This stream needs an organization.');
    const reader = await authorize(req, organization);
    if ('status' in reader) return refuse(res, reader.status, reader.message);
    if (res.destroyed) return;
    res.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
      Connection: 'close',
    });
    req.socket.setNoDelay(true);
    const ping = async () => {
      const now = await authorize(req, organization);
      if ('status' in now || now.userId !== reader.userId) res.destroy();
      else write(viewer, ': ping\n\n');
    };
    // Away, the database cannot have taken anybody's rights; the next ping asks again.
    const timer = setInterval(() => void ping().catch(() => {}), pingMs);
    const viewer: Viewer = { res, ...reader, stop: () => clearInterval(timer) };
    viewers.add(viewer);
    const end = () => {
      viewer.stop();
      viewers.delete(viewer);
    };
    res.on('close', end);
    res.on('error', end);
    const missed = listener.isListening() ? recent.since(sinceMs) : null;
    const texts = missed?.filter((told) => concerns(told, viewer)).map(textOf);
    write(viewer, [...(texts ? new Set(texts) : [again]), soFar].join(''));
  };

  return {
    handle: (req, res) => {
      open(req, res).catch((cause: unknown) => {
        console.error('A stream of changes failed', cause);
        if (res.headersSent) res.destroy();
        else refuse(res, 500, 'Something went wrong.');
      });
    },
    close: async () => {
      for (const { res, stop } of viewers) {
        stop();
        res.destroy();
      }
      await listener.close();
    },
  };
}

/** A status other than 200 ends an EventSource for good, which is what a refusal means. */
function refuse(res: ServerResponse, status: number, message: string): void {
  res.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' });
  res.end(JSON.stringify({ message }));
}
