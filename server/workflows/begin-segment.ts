import { DBOS } from '@dbos-inc/dbos-sdk';
import type { StepOutput } from '#core/run/next-step.ts';
import type { Run } from '#server/db/generated/client.ts';
import { appendEvents } from '#server/events/append-events.ts';
import { tellChanges } from '#server/events/changes.ts';
import { outlastDatabase } from '#server/events/database-away.ts';
import { isOver } from '#server/services/runs/run-status.ts';
import type { RunSession } from './run-session.ts';
import { keepWork } from './steps/finish-up.ts';

/**
 * Takes the run up: it is running from here on, unless somebody cancelled it while it waited. Then its log is finished
 * already, and what it had is kept without a word. Says in the log when it takes over from a worker that died.
 */
export async function beginSegment(session: RunSession, step: string): Promise<StepOutput> {
  const { stopping, stored, memory } = session;
  if (stored.has(step)) await outlastDatabase(() => sayRecovered(session), stopping);
  await DBOS.runStep(
    async () => {
      const output = await outlastDatabase(() => begin(session, step), stopping);
      if (output.kind === 'over') await keepWork(session);
      stored.set(step, output);
    },
    { name: step },
  );
  const output = stored.get(step) ?? { kind: 'over' };
  memory.set(step, output);
  return output;
}

function begin({ house, run, segment }: RunSession, step: string): Promise<StepOutput> {
  return house.db.$transaction(async (tx): Promise<StepOutput> => {
    await tx.$queryRaw`SELECT id FROM runs WHERE id = ${run.id}::uuid FOR UPDATE`;
    const stored = await tx.runStep.findUnique({ where: { runId_step: { runId: run.id, step } } });
    // Written below, by an earlier attempt.
    if (stored) return stored.output as StepOutput;
    const current = await tx.run.findUniqueOrThrow({ where: { id: run.id } });
    const output = entry(current, segment);
    await tx.runStep.create({ data: { runId: run.id, step, segment, output } });
    if (output.kind === 'ready') {
      await tx.run.update({ where: { id: run.id }, data: { status: 'running' } });
      await tellChanges(tx, run.organizationId, [{ topic: 'runs', id: run.id }]);
    }
    return output;
  });
}

/** Paused before it began, it stays so; and where it was resumed since, a later segment carries it on. */
function entry(run: Run, segment: number): StepOutput {
  if (isOver(run)) return { kind: 'over' };
  return run.status === 'paused' || run.segments !== segment ? { kind: 'paused' } : { kind: 'ready' };
}

async function sayRecovered({ house, run, workerId }: RunSession): Promise<void> {
  const current = await house.db.run.findUniqueOrThrow({ where: { id: run.id } });
  if (current.status !== 'running') return;
  const before = await house.db.runEvent.count({ where: { runId: run.id, key: { startsWith: 'recovered:' } } });
  await appendEvents(house.pool, run.id, [{ key: `recovered:${before + 1}`, event: { kind: 'recovered', worker: workerId } }]);
}
