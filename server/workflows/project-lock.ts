import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';

const askMs = 200;

/**
 * Does `work` while nobody else merges into the project, in whichever process. The lock is a session's: it is free again when a process dies. It
 * saves checks that would be for nothing; what keeps two merges apart is `mergeRun`, which refuses a head that has moved.
 */
export async function whileLocked<T>(pool: pg.Pool, projectId: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const key = `merge:${projectId}`;
  for (;;) {
    signal.throwIfAborted();
    const client = await pool.connect();
    let isHeld = false;
    try {
      const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held', [key]);
      isHeld = rows[0]?.held === true;
      if (isHeld) return await work();
    } finally {
      const isFree =
        !isHeld ||
        (await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [key]).then(
          () => true,
          () => false,
        ));
      // A session that may hold the lock still is ended, and the lock with it.
      client.release(!isFree);
    }
    await pause(askMs, undefined, { signal });
  }
}
