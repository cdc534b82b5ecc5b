import type { RunOutcome } from '#core/run/run-event.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { tellChanges } from '#server/events/changes.ts';
import { tellRunOver } from '#server/services/notices/tell-run.ts';
import { wakeWaves } from '#server/services/runs/wake-waves.ts';

/** Gives a run's row its outcome, and tells whoever started it. Its log says so in the same transaction. */
export async function finishRun(
  house: Pick<House, 'engine'>,
  tx: Tx,
  { runId, outcome }: { runId: string; outcome: RunOutcome },
): Promise<void> {
  const finished = { status: outcome, finishedAt: new Date() };
  const { organizationId } = await tx.run.update({ where: { id: runId }, data: finished, select: { organizationId: true } });
  await tellChanges(tx, organizationId, [{ topic: 'runs', id: runId }]);
  await wakeWaves(house, tx, { organizationId, cause: runId });
  await tellRunOver(house, tx, { runId, outcome });
}
