import type pg from 'pg';
import { listen } from '#server/events/listen.ts';
import { cancelsChannel } from './names.ts';

const askMs = 1000;

/** Says to running steps that their run was cancelled, in whichever process that happened. */
export type Cancellations = {
  /** Fires when the run is cancelled. */
  watch(runId: string): { signal: AbortSignal; close(): void };
  close(): Promise<void>;
};

/** Listens for cancellations, and asks the table each second as well: a notice can be lost, a row cannot. */
export function watchCancellations({ pool, url }: { pool: pg.Pool; url: string }): Cancellations {
  const watched = new Map<string, AbortController>();

  const ask = async () => {
    if (watched.size === 0) return;
    const { rows } = await pool.query<{ id: string }>(
      'SELECT id FROM runs WHERE id = ANY($1::uuid[]) AND cancel_requested_at IS NOT NULL',
      [[...watched.keys()]],
    );
    for (const { id } of rows) watched.get(id)?.abort();
  };
  // While the database is away nobody can cancel either.
  const askQuietly = () => void ask().catch(() => {});

  const listener = listen(url, cancelsChannel, { onNotice: (runId) => watched.get(runId)?.abort(), onConnected: askQuietly });
  const timer = setInterval(askQuietly, askMs);

  return {
    watch: (runId) => {
      const controller = new AbortController();
      watched.set(runId, controller);
      return {
        signal: controller.signal,
        close: () => {
          if (watched.get(runId) === controller) watched.delete(runId);
        },
      };
    },
    close: async () => {
      clearInterval(timer);
      await listener.close();
    },
  };
}
