import type { Pool } from 'pg';

export type PartState = 'up' | 'down';
export type Health = { status: PartState; web: PartState; database: PartState; documents: PartState; worker: PartState };

/** A worker that has not been seen for this long counts as gone. */
const workerGoneAfterS = 15;

/** The state of each part, asked anew. `documents` is the live-document server of this process. */
export async function readHealth({ pool, areDocumentsUp }: { pool: Pool; areDocumentsUp: () => boolean }): Promise<Health> {
  const query = 'SELECT EXISTS (SELECT FROM workers WHERE seen_at > now() - make_interval(secs => $1)) AS alive';
  const answer = await Promise.race([
    pool.query<{ alive: boolean }>(query, [workerGoneAfterS]).catch(() => null),
    new Promise<null>((resolve) => setTimeout(resolve, 2_000, null).unref()),
  ]);
  const part = (isUp: boolean): PartState => (isUp ? 'up' : 'down');
  const parts = {
    web: part(true),
    database: part(answer !== null),
    documents: part(areDocumentsUp()),
    worker: part(answer?.rows[0]?.alive === true),
  };
  return { status: part(Object.values(parts).every((state) => state === 'up')), ...parts };
}
