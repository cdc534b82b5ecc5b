import type { StepOutput } from '#core/run/next-step.ts';
import type { TaskBrief } from '#server/agents/agent.ts';
import { readBrief } from '../read-brief.ts';
import { type Attempt, type Done, ended, type RunSession } from '../run-session.ts';

/** Makes the worktree and its sandbox, and keeps the slice of the spec that the agent is told, as it is now. */
export function prepare({ house, run, room }: RunSession) {
  return async ({ emit }: Attempt): Promise<Done> => {
    const brief = await readBrief(house, run);
    if (!brief) return ended('failed', `The spec has no task ${run.taskId} any more.`);
    await room.open();
    emit({ kind: 'workspace_ready', branch: run.branch, baseCommit: run.baseCommit });
    const output: Prepared = { kind: 'ready', brief };
    return { output };
  };
}

type Prepared = Extract<StepOutput, { kind: 'ready' }> & { brief: TaskBrief };

/** What the agent was told at the beginning: the same in every turn, whatever became of the documents since. */
export function briefOf({ memory }: Pick<RunSession, 'memory'>): TaskBrief {
  const output = memory.get('prepare');
  if (output?.kind !== 'ready' || !('brief' in output)) throw new Error('This run was not prepared.');
  // Written by `prepare` and nobody else.
  return (output as Prepared).brief;
}
