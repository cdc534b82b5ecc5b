import type { House } from '#server/context.ts';
import { ensureFirstOrganization } from '#server/services/members/start-link.ts';
import { seedSample } from '#server/services/projects/seed-sample.ts';

type FirstStart = { house: House; timed: <T>(what: string, work: () => Promise<T>) => Promise<T> };

/**
 * Makes what an empty installation begins with: an organization with its owner, and the sample project. Processes that start at the same
 * moment do it one after the other, so that the second finds it made. The lock is the connection's: one that dies lets go of it.
 */
export async function prepareFirstStart({ house, timed }: FirstStart): Promise<void> {
  const { db, pool } = house;
  const client = await pool.connect();
  try {
    await client.query("SELECT pg_advisory_lock(hashtext('plumbline first start'))");
    const first = await ensureFirstOrganization(db);
    // Also when an earlier start was ended between the two.
    const hasProjects = (await db.project.count({ where: { organizationId: first.organizationId } })) > 0;
    if (!hasProjects) await timed('sample project', () => seedSample(house, first));
    await client.query("SELECT pg_advisory_unlock(hashtext('plumbline first start'))");
    client.release();
  } catch (cause) {
    client.release(true);
    throw cause;
  }
}
