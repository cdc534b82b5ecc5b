import { createHash } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { CheckReport } from '#core/verification/evidence.ts';
import { Failure } from '#server/errors.ts';
import { outlastDatabase } from '#server/events/database-away.ts';
import { runChecks } from '#server/sandbox/checks/run-checks.ts';
import { recordEvidence } from '#server/services/checks/record-evidence.ts';
import { git } from '#server/workspaces/git.ts';
import { closeWorktree } from '#server/workspaces/worktree.ts';
import type { CheckInput } from './names.ts';
import { roomOf } from './room.ts';
import type { Workshop } from './run-session.ts';

/**
 * Runs a repository's checks on its default branch, in a worktree of its own, and records what they gave. What keeps them
 * from running is recorded as well: whoever asked for the check finds the sentence where the evidence would be.
 */
export function checkSpec({ house, stopping }: Workshop) {
  return async ({ specId, evidenceKey }: CheckInput): Promise<void> => {
    await DBOS.runStep(
      async () => {
        const spec = await outlastDatabase(() => house.db.spec.findUnique({ where: { id: specId }, include: { project: true } }), stopping);
        if (!spec?.project.checkCommand) return;
        const { project } = spec;
        const id = evidenceKey.replaceAll(/[^A-Za-z0-9_-]/g, '-');
        const branch = `plumbline/checks/${id}`;
        const room = roomOf(house, {
          id,
          projectId: project.id,
          branch,
          baseCommit: project.headCommit,
          toolchainPath: project.toolchainPath,
        });
        const command = spec.project.checkCommand;
        const report = await room.open().then(
          (sandbox) => runChecks({ sandbox, command, signal: stopping }),
          (cause: unknown) => refusedReport(command, cause),
        );
        if (stopping.aborted) return new Promise<void>(() => {});
        await outlastDatabase(
          () => recordEvidence(house, { specId, runId: null, stepKey: evidenceKey, commit: project.headCommit, report }),
          stopping,
        );
        await closeWorktree(room.worktree);
        await git(['update-ref', '-d', `refs/heads/${branch}`], { gitDir: room.worktree.mirrorPath });
      },
      { name: 'check' },
    );
  };
}

function refusedReport(command: string, cause: unknown): CheckReport {
  if (!(cause instanceof Failure)) throw cause;
  const outputSha256 = createHash('sha256').digest('hex');
  return {
    command,
    exitCode: null,
    failure: cause.message,
    startedAt: new Date().toISOString(),
    durationMs: 0,
    outputSha256,
    outputTail: '',
    outcomes: [],
  };
}
