import { createHash } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import type { CheckReport } from '#core/verification/evidence.ts';
import { Failure } from '#server/errors.ts';
import { outlastDatabase } from '#server/events/database-away.ts';
import { findTautologies } from '#server/sandbox/checks/find-tautologies.ts';
import { runChecks } from '#server/sandbox/checks/run-checks.ts';
import type { Sandbox } from '#server/sandbox/sandbox.ts';
import { verdictsNow } from '#server/services/checks/recheck.ts';
import { recordEvidence } from '#server/services/checks/record-evidence.ts';
import { tellDrift } from '#server/services/notices/tell-drift.ts';
import { git } from '#server/workspaces/git.ts';
import { closeWorktree } from '#server/workspaces/worktree.ts';
import type { CheckInput } from './names.ts';
import { type Room, roomOf } from './room.ts';
import type { Workshop } from './run-session.ts';
import { suiteOutcomes } from './steps/suite-outcomes.ts';

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
        const { id: projectId, headCommit: baseCommit, toolchainPath } = project;
        const place = { id, projectId, branch, baseCommit, toolchainPath };
        const room = roomOf(house, place);
        const command = spec.project.checkCommand;
        const report = await room.open().then(
          async (sandbox) => withSuite(house, { specId, sandbox, stopping }, await runChecks({ sandbox, command, signal: stopping })),
          (cause: unknown) => refusedReport(command, cause),
        );
        // In a worktree of its own, since there the code is replaced.
        const bare = roomOf(house, { ...place, id: `${id}-stubs`, branch: `${branch}-stubs` });
        // One that a stopped process left behind is not the code any more.
        await closeWorktree(bare.worktree);
        const refusals =
          report.failure === null
            ? await bare.open().then((sandbox) => findTautologies({ sandbox, command, report, signal: stopping }))
            : undefined;
        if (stopping.aborted) return new Promise<void>(() => {});
        const recording = { specId, runId: null, stepKey: evidenceKey, commit: project.headCommit, report, ...(refusals && { refusals }) };
        await outlastDatabase(async () => {
          const before = await verdictsNow(house, specId);
          const { evidenceId } = await recordEvidence(house, recording);
          await tellDrift(house, { specId, evidenceId, before, after: await verdictsNow(house, specId) });
        }, stopping);
        await runAgain(house, { specId, evidenceKey, commit: project.headCommit, report, room, stopping });
        for (const { worktree } of [room, bare]) await closeWorktree(worktree);
        for (const name of [branch, `${branch}-stubs`])
          await git(['update-ref', '-d', `refs/heads/${name}`], { gitDir: room.worktree.mirrorPath });
      },
      { name: 'check' },
    );
  };
}

type Again = { specId: string; evidenceKey: string; commit: string; report: CheckReport; room: Room; stopping: AbortSignal };

/** What failed is run once more on the same code, properties with seeds of their own: a check that now passes is named as flaky, and one that does not is broken. */
async function runAgain(house: Workshop['house'], { specId, evidenceKey, commit, report, room, stopping }: Again): Promise<void> {
  if (report.failure !== null || stopping.aborted || !report.outcomes.some(({ status }) => status === 'failed')) return;
  const again = await withSuite(
    house,
    { specId, sandbox: await room.open(), stopping },
    await runChecks({ sandbox: await room.open(), command: report.command, signal: stopping }),
  );
  if (again.failure !== null || stopping.aborted) return;
  await outlastDatabase(
    () => recordEvidence(house, { specId, runId: null, stepKey: `${evidenceKey}:again`, commit, report: again }),
    stopping,
  );
}

/** Adds what the suite of the confirmed readings gave, where the repository has readings and a binding for this spec. */
async function withSuite(
  { db }: Workshop['house'],
  { specId, sandbox, stopping }: { specId: string; sandbox: Sandbox; stopping: AbortSignal },
  report: CheckReport,
): Promise<CheckReport> {
  const suite = stopping.aborted ? null : await suiteOutcomes(db, { specId, sandbox, signal: stopping });
  return suite
    ? { ...report, outcomes: [...report.outcomes, ...suite.outcomes], durationMs: report.durationMs + suite.durationMs }
    : report;
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
