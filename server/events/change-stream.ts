import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Change } from '#core/notices/change.ts';
import { changesChannel, readChange } from './changes.ts';
import { listen } from './listen.ts';

/** Who reads the stream, or why they may not. */
export type ChangeReader = { organizationId: string; userId: string } | { status: number; message: string };
export type AuthorizeChanges = (req: IncomingMessage, organization: string) => Promise<ChangeReader>;

type Viewer = { res: ServerResponse; organizationId: string; userId: string; stop: () => void };

export type ChangeStream = {
  /** Answers `GET /api/events/changes?organization=<slug>`. */
  handle(req: IncomingMessage, res: ServerResponse): void;
  close(): Promise<void>;
};

/** Between two pings; with each, it is looked up again whether the reader may still read. */
const pingMs = 15_000;
/** A reader that leaves so much unread is gone, and reads everything anew when it comes back. */
const unreadBytes = 256 * 1024;

/** Everything may have changed: said at the beginning, and whenever announcements may have been missed. */
const again = 'event: again\ndata: \n\n';

/**
 * Tells pages what to read anew. A message is a `Change` as JSON; `event: again` means all of it, and is the first thing that a
 * reader hears, so that nothing needs to be resumed. What a change says is in the tables, behind the procedures' own checks.
 */
export function createChangeStream({ url, authorize }: { url: string; authorize: AuthorizeChanges }): ChangeStream {
  const viewers = new Set<Viewer>();
  const write = ({ res }: Viewer, text: string) => {
    if (res.writableLength > unreadBytes) res.destroy();
    else res.write(text);
  };
  const listener = listen(url, changesChannel, {
    onNotice: (payload) => {
      const told = readChange(payload);
      if (!told) return;
      const { organizationId, topic, id } = told;
      const text = `data: ${JSON.stringify({ topic, id } satisfies Change)}\n\n`;
      for (const viewer of viewers) {
        if (viewer.organizationId !== organizationId || (topic === 'inbox' && id !== viewer.userId)) continue;
        write(viewer, text);
      }
    },
    onConnected: () => {
      for (const viewer of viewers) write(viewer, again);
    },
  });

  const open = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const organization = new URL(req.url ?? '/', 'http://localhost').searchParams.get('organization') ?? '';
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
    write(viewer, again);
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
