import type { ServerResponse } from 'node:http';
import type { EventHub } from './event-hub.ts';

/** `reconnectAfterInactivityMs` of the client is more than two of these. */
export const pingMs = 5000;
export const clientOptions = { reconnectAfterInactivityMs: 12_000 };
/** A viewer that has taken nothing for so long is gone, or comes back and resumes where it was. */
const stalledMs = 60_000;

const connected = Buffer.from(`event: connected\ndata: ${JSON.stringify(clientOptions)}\n\n\n`);
const ping = Buffer.from('event: ping\ndata: \n\n\n');
const end = Buffer.from('event: return\ndata: \n\n\n');

/**
 * Sends a run's events after `cursor` to one viewer, until the run or the connection ends. The viewer holds a number and no
 * events: while its socket is full nothing is written or kept for it, and then it reads from wherever it is.
 */
export function serveViewer({ hub, res, runId, after }: { hub: EventHub; res: ServerResponse; runId: string; after: number }): void {
  let cursor = after;
  let fullSince: number | null = null;
  let isOver = false;
  let isPumping = false;
  let isWoken = false;

  const write = (bytes: Buffer) => {
    if (!res.write(bytes)) fullSince = Date.now();
  };

  const pump = async () => {
    isWoken = true;
    if (isPumping) return;
    isPumping = true;
    try {
      while (isWoken && !isOver && fullSince === null) {
        isWoken = false;
        const found = reader.next(cursor);
        // What is in memory goes out in the same turn: waiting for it would cost each viewer a turn of its own.
        const batch = found instanceof Promise ? await found : found;
        if (isOver || batch === undefined) continue;
        isWoken = true;
        if (batch === 'end') return finish();
        cursor = batch.to;
        write(batch.bytes);
        if (batch.isFinal) return finish();
      }
    } catch {
      // The table could not be read. The client comes back with the number it has.
      res.destroy();
    } finally {
      isPumping = false;
    }
  };

  const finish = () => {
    res.end(end);
    close();
  };

  const close = () => {
    if (isOver) return;
    isOver = true;
    clearInterval(beat);
    reader.close();
  };

  const beat = setInterval(() => {
    if (fullSince === null) write(ping);
    else if (Date.now() - fullSince > stalledMs) res.destroy();
  }, pingMs);
  res.on('drain', () => {
    fullSince = null;
    void pump();
  });
  res.on('close', close);
  res.on('error', close);
  write(connected);
  const reader = hub.read(runId, () => void pump());
  void pump();
}
