import type { RunOutcome } from '#core/run/run-event.ts';
import type { House } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { tellRunOver } from '#server/services/notices/tell-run.ts';

/** Gives a run's row its outcome, and tells whoever started it. Its log says so in the same transaction. */
export async function finishRun(
  house: Pick<House, 'engine'>,
  tx: Tx,
  { runId, outcome }: { runId: string; outcome: RunOutcome },
): Promise<void> {
  await tx.run.update({ where: { id: runId }, data: { status: outcome, finishedAt: new Date() } });
  await tellRunOver(house, tx, { runId, outcome });
}
