import type { StepOutput } from '#core/run/next-step.ts';
import type { TaskBrief } from '#server/agents/agent.ts';
import { sandboxOfProcess } from '#server/sandbox/choose-sandbox.ts';
import { putFiles } from '#server/workspaces/merge.ts';
import { readBrief } from '../read-brief.ts';
import { type Attempt, type Done, ended, type RunSession } from '../run-session.ts';
import { runHooks } from './run-hooks.ts';

/** Makes the worktree and its sandbox, and keeps the slice of the spec that the agent is told, as it is now. */
export function prepare(session: RunSession) {
  const { house, run, room } = session;
  return async (attempt: Attempt): Promise<Done> => {
    const { emit } = attempt;
    const brief = await readBrief(house, run);
    if (!brief) return ended('failed', `The spec has no task ${run.taskId} any more.`);
    await room.open();
    if (run.retriedTree !== null) await putFiles(room.worktree, run.retriedTree);
    const { provider } = await sandboxOfProcess();
    emit({ kind: 'workspace_ready', branch: run.branch, baseCommit: run.baseCommit, sandbox: provider.kind });
    const told: string[] = [];
    for (const kind of ['before-task', 'prompt'] as const) {
      const about = { task_id: run.taskId, prompt: run.taskTitle };
      const word = await runHooks({ ...session, hooks: brief.hooks ?? [] }, attempt, { kind }, about);
      if (word.blocked !== null) return ended('stuck', word.blocked);
      told.push(...word.told);
    }
    const output: Prepared = { kind: 'ready', brief: { ...brief, told } };
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
