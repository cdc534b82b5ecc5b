import { type TrialResult, trialInput } from '#core/verification/suite/trial.ts';
import { replay, tryBinding, tryMutants } from '#server/sandbox/checks/try-system.ts';
import { suiteGroundOf } from '#server/services/checks/suite-system.ts';
import { finishTrial, stepsOf } from '#server/services/checks/trials.ts';
import { git } from '#server/workspaces/git.ts';
import { closeWorktree } from '#server/workspaces/worktree.ts';
import { roomOf } from './room.ts';
import type { Workshop } from './run-session.ts';

/** Runs the bound system of a spec in a worktree of its own, for people to look at. What keeps it from running is the answer. */
export async function trySystem({ house, stopping }: Pick<Workshop, 'house' | 'stopping'>, trialId: string): Promise<void> {
  const trial = await house.db.trial.findUnique({ where: { id: trialId }, include: { spec: { include: { project: true } } } });
  if (!trial || trial.finishedAt) return;
  const { spec } = trial;
  const input = trialInput.parse(trial.input);
  const ground = await suiteGroundOf(house.db, spec.id);
  if (!ground) return finishTrial(house.db, trialId, unreadable(input.kind));
  const branch = `plumbline/trials/${trialId}`;
  const { headCommit: commit, toolchainPath } = spec.project;
  const room = roomOf(house, { id: `trial-${trialId}`, projectId: spec.projectId, branch, baseCommit: commit, toolchainPath });
  // One that a stopped process left behind may hold a changed file.
  await closeWorktree(room.worktree);
  const bound = { sandbox: await room.open(), system: ground.system, slug: spec.slug, signal: stopping };
  try {
    const result =
      input.kind === 'binding'
        ? await tryBinding(bound, input.text)
        : input.kind === 'mutants'
          ? await tryMutants(bound)
          : await replay(bound, { criterion: input.criterionId, commit, steps: await stepsOf(house.db, spec.id, input) });
    if (!stopping.aborted) await finishTrial(house.db, trialId, result);
  } finally {
    await closeWorktree(room.worktree);
    await git(['update-ref', '-d', `refs/heads/${branch}`], { gitDir: room.worktree.mirrorPath });
  }
}

function unreadable(kind: TrialResult['kind']): TrialResult {
  const failure = 'The spec has no criteria that could be read.';
  if (kind === 'binding') return { kind, failure, problems: [], cases: [] };
  if (kind === 'replay') return { kind, failure, commit: '', steps: [], isBroken: false, runs: 0, same: 0 };
  return { kind, failure, file: '', tried: 0, of: 0, killed: 0, survivors: [], durationMs: 0 };
}
