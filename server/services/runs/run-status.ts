import type { Tx } from '#server/db/client.ts';
import type { Run } from '#server/db/generated/client.ts';
import { Failure } from '#server/errors.ts';

/** A run in one of these goes on, or can. */
export const activeStatuses = ['queued', 'running', 'waiting', 'paused'] as const;

/** True if the run has come to its end. */
export function isOver({ status }: Pick<Run, 'status'>): boolean {
  return !activeStatuses.some((active) => active === status);
}

/**
 * Reads a run with its row locked until `tx` ends: whoever changes its status, appends to its log or starts a segment
 * does so one after the other. `not_found` outside the organization.
 */
export async function lockRun(tx: Tx, { runId, organizationId }: { runId: string; organizationId: string }): Promise<Run> {
  await tx.$queryRaw`SELECT id FROM runs WHERE id = ${runId}::uuid FOR UPDATE`;
  const run = await tx.run.findFirst({ where: { id: runId, organizationId } });
  if (!run) throw new Failure('not_found', 'There is no such run in this organization.');
  return run;
}
