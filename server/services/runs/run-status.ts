import { runLimits } from '#core/run/limits.ts';
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
 * Refuses with `too_many` where as many runs of the organization go on as its waves may start together. Whoever asks at the same moment waits until `tx`
 * ends, so that two waves do not take the same place.
 */
export async function requirePlace(tx: Tx, organizationId: string): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`places:${organizationId}`}, 0))::text AS locked`;
  const going = await tx.run.count({ where: { organizationId, status: { in: ['queued', 'running'] } } });
  if (going < runLimits.organization) return;
  throw new Failure(
    'too_many',
    `${going} runs of the organization go on, and its waves start no more than ${runLimits.organization} together.`,
  );
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
