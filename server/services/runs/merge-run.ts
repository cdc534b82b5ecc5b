import { failuresOf } from '#core/verification/feedback.ts';
import { isTaskVerified, verdictsOf } from '#core/verification/verdicts.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { requireGate } from '#server/services/approvals/gate.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { readGround } from '#server/services/checks/read-ground.ts';
import { readChecksOf } from '#server/services/checks/recorded-checks.ts';

/** A run's work as it would stand on the default branch, and the commit that it was put on top of. */
export type Candidate = { runId: string; commit: string; onto: string; approvedBy: string | null };

/**
 * Makes a commit the project's default branch, in the caller's transaction: all that start from now on start there. Refused with `gate_closed`
 * unless the spec's approvals hold now, the platform's own checks of this very commit verify the run's task with nothing broken beside it, and,
 * where the project asks for somebody's word, there is one. `moved` where others have merged since `onto`: put it on top of theirs and
 * check again.
 */
export async function mergeRun(tx: Tx, { runId, commit, onto, approvedBy }: Candidate): Promise<'merged' | 'moved'> {
  const run = await tx.run.findUniqueOrThrow({ where: { id: runId }, include: { spec: { select: { title: true } } } });
  if (run.cancelRequestedAt) throw new Failure('run_finished', 'This run was cancelled.');
  // Its strength first: whoever reads the gate takes a weaker lock on the same row.
  await tx.$queryRaw`SELECT id FROM projects WHERE id = ${run.projectId}::uuid FOR NO KEY UPDATE`;
  const project = await tx.project.findUniqueOrThrow({ where: { id: run.projectId } });
  if (project.headCommit !== onto) return 'moved';
  if (project.merging === 'person' && approvedBy === null)
    throw new Failure('gate_closed', 'This run cannot be merged: the project asks for a person’s word.');
  await requireGate(tx, run.specId, 'This run cannot be merged');
  await requireEvidence(tx, run, commit);
  await tx.project.update({ where: { id: project.id }, data: { headCommit: commit } });
  await tx.run.update({ where: { id: runId }, data: { mergedCommit: commit } });
  const doer = { organizationId: run.organizationId, kind: 'agent' as const, id: null, name: run.modelLabel, principalId: run.startedById };
  await recordAudit(
    tx,
    { ...doer, origin: 'worker' },
    {
      action: 'run.merged',
      subject: { kind: 'run', id: runId, name: `Task ${run.taskId} of ${run.spec.title}` },
      projectId: project.id,
      before: { branch: project.defaultBranch, commit: onto },
      after: { branch: project.defaultBranch, commit, approvedBy },
    },
  );
  return 'merged';
}

async function requireEvidence(tx: Tx, run: { id: string; specId: string; taskId: string }, commit: string): Promise<void> {
  const evidence = await tx.evidence.findFirst({
    where: { specId: run.specId, runId: run.id, commit, failure: null },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  });
  const { ground, trace } = await readGround(tx, run.specId);
  const checks = evidence ? await readChecksOf(tx, evidence.id) : [];
  const verdicts = verdictsOf(checks, { ground, code: new Map([[commit, []]]) });
  const criterionIds = trace.tasks.get(run.taskId)?.criterionIds ?? [];
  if (failuresOf(checks).length > 0 || !isTaskVerified({ criterionIds }, verdicts))
    throw new Failure('gate_closed', `This run cannot be merged: its task is not verified on ${commit.slice(0, 8)}.`);
}
