import { z } from 'zod';
import type { StepOutput } from '#core/run/next-step.ts';
import { memoryBefore, turnsOf } from '#core/run/retry.ts';
import { isStudyTask } from '#core/study/study-task.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { isOver } from './run-status.ts';
import { startRun } from './start-run.ts';

export const retryRunInput = z.object({
  runId: z.uuid(),
  /** Before which turn of its model: 0 is the beginning, and without it where the run ended. */
  turn: z.int().min(0).max(1000).optional(),
  /** Another model than the run had; the same one without it. */
  model: z.string().min(1).max(100).optional(),
});

/**
 * Starts a run that goes on from an earlier one as that stood before a turn of its model: with its files, and with all that was said until then, with
 * the same model or another. The earlier run stays as it is. Refused like any start, with `invalid` while the run goes on (it is cancelled first) and
 * where it has no such turn.
 */
export async function retryRun(ctx: Ctx, { runId, turn: wanted, model }: z.infer<typeof retryRunInput>): Promise<{ runId: string }> {
  const { db, organizationId } = ctx;
  const source = await db.run.findFirst({ where: { id: runId, organizationId }, include: { steps: true } });
  if (!source) throw new Failure('not_found', 'There is no such run in this organization.');
  if (!isOver(source)) throw new Failure('invalid', 'This run still goes on. Cancel it first; what it has done is kept.');
  if (isStudyTask(source.taskId)) throw new Failure('invalid', 'A study is started anew on the page of its spec.');
  if (source.mergedCommit) throw new Failure('invalid', 'The work of this run is merged already.');
  // Written by `durableStep`, and nobody else.
  const memory = new Map(source.steps.map(({ step, output }) => [step, output as StepOutput]));
  const turns = turnsOf(memory);
  const turn = wanted ?? turns;
  if (turn > turns) throw new Failure('invalid', `This run has ${turns} turns of its model.`);
  const asked = memory.get(`model-${turn}`);
  const tree = turn === turns ? (source.headCommit ?? source.baseCommit) : asked?.kind === 'turn' ? asked.tree : undefined;
  if (turn > 0 && tree === undefined) throw new Failure('invalid', 'The files as they were before this turn were not kept.');
  const from = {
    runId,
    turn,
    tree: turn === 0 ? null : (tree ?? null),
    baseCommit: turn === 0 ? null : source.baseCommit,
    steps: memoryBefore(memory, turn),
  };
  return startRun(ctx, { specId: source.specId, taskId: source.taskId, model: model ?? source.model }, { from });
}
