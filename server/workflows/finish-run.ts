import type { RunOutcome } from '#core/run/run-event.ts';
import type { Tx } from '#server/db/client.ts';

/** Gives a run's row its outcome. Its log says so in the same transaction. */
export async function finishRun(tx: Tx, { runId, outcome }: { runId: string; outcome: RunOutcome }): Promise<void> {
  await tx.run.update({ where: { id: runId }, data: { status: outcome, finishedAt: new Date() } });
}
