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

/** A connection to somebody who reads: whether it takes more now, and how to give it. */
type Outlet = { isFull(): boolean; write(bytes: Buffer): void };

/**
 * Writes a run's events after `after` to an outlet, as long as it takes them. It holds a number and no events: while the outlet is full nothing is
 * written or kept, and then it reads from wherever it is. `onEnd` is called after the run's last event, `onBroken` where the table cannot be read.
 */
function pumpRun(
  { hub, outlet, onEnd, onBroken }: { hub: EventHub; outlet: Outlet; onEnd: () => void; onBroken: () => void },
  { runId, after }: { runId: string; after: number },
): { wake: () => void; close: () => void } {
  let cursor = after;
  let isOver = false;
  let isPumping = false;
  let isWoken = false;

  const pump = async () => {
    isWoken = true;
    if (isPumping) return;
    isPumping = true;
    try {
      while (isWoken && !isOver && !outlet.isFull()) {
        isWoken = false;
        const found = reader.next(cursor);
        // What is in memory goes out in the same turn: waiting for it would cost each viewer a turn of its own.
        const batch = found instanceof Promise ? await found : found;
        if (isOver || batch === undefined) continue;
        isWoken = true;
        if (batch !== 'end') {
          cursor = batch.to;
          outlet.write(batch.bytes);
        }
        if (batch === 'end' || batch.isFinal) {
          close();
          return onEnd();
        }
      }
    } catch {
      // The client comes back with the number it has.
      onBroken();
    } finally {
      isPumping = false;
    }
  };
  const close = () => {
    isOver = true;
    reader.close();
  };
  const wake = () => void pump();
  const reader = hub.read(runId, wake);
  wake();
  return { wake, close };
}

/** A response that is written to as long as it takes, sends a sign of life, and is given up when it has taken nothing for long. */
function openOutlet(res: ServerResponse, { onDrain, onClose }: { onDrain: () => void; onClose: () => void }): Outlet {
  let fullSince: number | null = null;
  const write = (bytes: Buffer) => {
    if (!res.write(bytes)) fullSince = Date.now();
  };
  const beat = setInterval(() => {
    if (fullSince === null) write(ping);
    else if (Date.now() - fullSince > stalledMs) res.destroy();
  }, pingMs);
  const close = () => {
    clearInterval(beat);
    onClose();
  };
  res.on('drain', () => {
    fullSince = null;
    onDrain();
  });
  res.once('close', close);
  res.once('error', close);
  write(connected);
  return { isFull: () => fullSince !== null, write };
}

/** Sends a run's events after `after` to one viewer, until the run or the connection ends. */
export function serveViewer({ hub, res, runId, after }: { hub: EventHub; res: ServerResponse; runId: string; after: number }): void {
  const outlet = openOutlet(res, { onDrain: () => pump.wake(), onClose: () => pump.close() });
  const pump = pumpRun({ hub, outlet, onEnd: () => res.end(end), onBroken: () => res.destroy() }, { runId, after });
}

/** A run of a connection that carries several; `refusal` is why it is not followed, said once. */
export type Wanted = { runId: string; after: number; refusal: string | null };

/**
 * Sends the events of several runs on one connection, for a browser whose tabs share it: each message has the run's id as its name, and the run's last is
 * followed by `<id>:end`. It stays open when all of them are over.
 */
export function serveBrowser({ hub, res, runs }: { hub: EventHub; res: ServerResponse; runs: readonly Wanted[] }): void {
  const pumps = new Set<ReturnType<typeof pumpRun>>();
  const outlet = openOutlet(res, {
    onDrain: () => {
      for (const pump of pumps) pump.wake();
    },
    onClose: () => {
      for (const pump of pumps) pump.close();
    },
  });
  for (const { runId, after, refusal } of runs) {
    if (refusal !== null) {
      outlet.write(Buffer.from(`event: ${runId}:refused\ndata: ${JSON.stringify(refusal)}\n\n`));
      continue;
    }
    const label = Buffer.from(`event: ${runId}\n`);
    // The batch itself is the buffer that all viewers share.
    const labelled: Outlet = {
      isFull: outlet.isFull,
      write: (bytes) => {
        outlet.write(label);
        outlet.write(bytes);
      },
    };
    const onEnd = () => outlet.write(Buffer.from(`event: ${runId}:end\ndata: \n\n`));
    pumps.add(pumpRun({ hub, outlet: labelled, onEnd, onBroken: () => res.destroy() }, { runId, after }));
  }
}
