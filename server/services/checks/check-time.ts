import type { Db } from '#server/db/client.ts';

const leastMs = 60_000;
const times = 10;
const lastOnes = 5;

/**
 * How long the checks of a project may take in a run: ten times as long as they lately took, and a minute at least. Work that never returns is told so within that time, and not only at
 * the sandbox's own limit, which stays above it. Undefined where nobody has ever seen them end.
 */
export async function checkTimeMs(db: Db, projectId: string): Promise<number | undefined> {
  const ended = await db.evidence.findMany({
    where: { spec: { projectId }, failure: null, grade: 'platform' },
    orderBy: { createdAt: 'desc' },
    select: { durationMs: true },
    take: lastOnes,
  });
  return ended.length === 0 ? undefined : Math.max(leastMs, times * Math.max(...ended.map(({ durationMs }) => durationMs)));
}
