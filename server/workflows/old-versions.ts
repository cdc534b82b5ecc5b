import type { House } from '#server/context.ts';
import { appendEventsInTx } from '#server/events/append-events.ts';
import { isOver } from '#server/services/runs/run-status.ts';
import { finishRun } from './finish-run.ts';
import { applicationName, applicationVersion, workflows } from './names.ts';

/** A worker of another version is taken for gone when none was seen for so long: a deployment may stop the old ones before it starts the new. */
const graceSeconds = 300;
const lookMs = 60_000;

// Segments of another version, with nobody there to carry them out.
const selectAbandoned = `
  SELECT w.workflow_uuid AS id, w.inputs FROM dbos.workflow_status w
  WHERE w.status IN ('ENQUEUED', 'PENDING') AND w.name = $1 AND w.application_name = $2
    AND w.application_version IS DISTINCT FROM $3
    AND w.updated_at < (extract(epoch FROM now()) - $4) * 1000
    AND NOT EXISTS (SELECT 1 FROM workers WHERE workers.version = w.application_version AND seen_at > now() - make_interval(secs => $4))`;

/**
 * Ends runs that an older version of the workflows had begun and that no worker of that version is left to finish: going on with other steps than
 * they were begun with could repeat what was done. Each says so, keeps what it had, and can be retried from any turn. Gives how many.
 */
export async function endAbandoned(house: House, afterSeconds = graceSeconds): Promise<number> {
  const values = [workflows.implementTask, applicationName, applicationVersion, afterSeconds];
  const { rows } = await house.pool.query<{ id: string }>(selectAbandoned, values);
  for (const { id } of rows) await endOne(house, id);
  return rows.length;
}

async function endOne(house: House, workflowId: string): Promise<void> {
  const runId = workflowId.split(':')[1] ?? '';
  await house.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM runs WHERE id = ${runId}::uuid FOR UPDATE`;
    await tx.$executeRaw`UPDATE dbos.workflow_status SET status = 'CANCELLED' WHERE workflow_uuid = ${workflowId}`;
    const run = await tx.run.findUnique({ where: { id: runId } });
    if (!run || isOver(run)) return;
    await finishRun(house, tx, { runId, outcome: 'failed' });
    const reason =
      'An older version of Plumbline had begun this run, and none of its workers is left to finish it. What it had is kept: retry it from its last turn.';
    await appendEventsInTx(tx, runId, [{ key: 'finished', event: { kind: 'finished', outcome: 'failed', reason } }]);
  });
}

/** Looks for abandoned runs now and each minute, until it is stopped. */
export function watchAbandoned(house: House): { stop(): void } {
  const look = () =>
    void endAbandoned(house).catch((cause: unknown) => console.error('Runs of older versions could not be looked for', cause));
  const timer = setInterval(look, lookMs);
  timer.unref();
  look();
  return { stop: () => clearInterval(timer) };
}
