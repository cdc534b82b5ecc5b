import { randomUUID } from 'node:crypto';
import type { NumberedEvent, RunEvent } from '#core/run/run-event.ts';
import type { Db } from '#server/db/client.ts';

/** Makes a run with all that it hangs on, and no events: for tests of this room. */
export async function makeTestRun(
  db: Db,
): Promise<{ runId: string; organizationId: string; specId: string; projectId: string; userId: string }> {
  const organizationId = randomUUID();
  const userId = randomUUID();
  await db.organization.create({ data: { id: organizationId, name: 'Acme', slug: organizationId } });
  await db.user.create({ data: { id: userId, name: 'Ada', email: `${userId}@example.com` } });
  const project = await db.project.create({
    data: {
      organizationId,
      slug: 'shop',
      name: 'Shop',
      source: '/shop',
      defaultBranch: 'main',
      headCommit: '0'.repeat(40),
      importNotes: [],
    },
  });
  const spec = await db.spec.create({
    data: { projectId: project.id, slug: 'pricing', title: 'Pricing', kind: 'feature', folder: '.kiro/specs/pricing' },
  });
  const run = await db.run.create({
    data: {
      organizationId,
      projectId: project.id,
      specId: spec.id,
      taskId: '1',
      taskTitle: 'Prices',
      model: 'scripted',
      modelLabel: 'scripted (not a model)',
      branch: 'plumbline/pricing/1',
      baseCommit: '0'.repeat(40),
      revisions: {},
      startedById: userId,
    },
  });
  return { runId: run.id, organizationId, specId: spec.id, projectId: project.id, userId };
}

/** A line that a command printed, with its key. */
export function printed(i: number, text = `line ${i}`): { key: string; event: RunEvent } {
  return { key: `line:${i}`, event: { kind: 'command_printed', step: 'tool-0-0', attempt: 1, callId: 'c', stream: 'stdout', text } };
}

export const finished = { key: 'finished', event: { kind: 'finished', outcome: 'verified', reason: 'All checks passed.' } } as const;

/** The events of a run as the table holds them. */
export async function readAll(db: Db, runId: string): Promise<(NumberedEvent & { key: string })[]> {
  const rows = await db.runEvent.findMany({ where: { runId }, orderBy: { seq: 'asc' } });
  return rows.map(({ seq, key, createdAt, payload }) => ({ seq, key, at: createdAt.toISOString(), event: payload as RunEvent }));
}
