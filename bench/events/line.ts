import type { NumberedEvent } from '../../core/run/run-event.ts';

/** Of the two clocks that Node has, the one that all processes of a machine share, in milliseconds with a fraction. */
export const now = (): number => performance.timeOrigin + performance.now();

const padding = 'the quick brown fox jumps over the lazy dog and goes on to the end of a line of the usual length';

/** A printed line of some 120 characters that begins with the moment it was made. */
export function line(): Extract<NumberedEvent['event'], { kind: 'command_printed' }> {
  return { kind: 'command_printed', step: 'tool-0-0', attempt: 1, callId: 'c', stream: 'stdout', text: `${now().toFixed(2)} ${padding}\n` };
}

/** Calls `make` with the number of a run, `perSecond` times a second for each of `runs`, in even steps, for `seconds`. */
export function produce({ runs, perSecond, seconds }: Production, make: (run: number) => void): Promise<number> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const total = runs * perSecond * seconds;
    let made = 0;
    const timer = setInterval(() => {
      const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1000) * perSecond * runs));
      for (; made < due; made += 1) make(made % runs);
      if (made < total) return;
      clearInterval(timer);
      resolve(total);
    }, 1);
  });
}

export type Production = { runs: number; perSecond: number; seconds: number };

/** What the parent asks of a process that makes lines: of these runs, so many; or a run filled at once. */
export type Order = { produce: Production; runIds: string[] } | { fill: number; runId: string } | { rss: true };
