import { z } from 'zod';
import type { Verdict } from '#core/verification/evidence.ts';
import { isTaskVerified, verdictsOf } from '#core/verification/verdicts.ts';
import type { Ctx } from '#server/context.ts';
import type { RunStatus } from '#server/db/generated/enums.ts';
import { Failure } from '#server/errors.ts';
import { activeStatuses } from '#server/services/runs/run-status.ts';
import { readAttestations } from './attest.ts';
import { readCodeChanges } from './code-changes.ts';
import { readDispositions } from './dispose-failure.ts';
import { addDrift } from './drift.ts';
import { readGround } from './read-ground.ts';
import { readSpeakingChecks } from './recorded-checks.ts';

export const getVerdictsInput = z.object({ specId: z.uuid() });

/** How far a task is: by its runs while they go on, by evidence alone when it comes to being verified. */
export type TaskProgress = { state: 'open' | 'running' | 'verified' | 'failed'; runId: string | null };

/**
 * The verdicts of a spec's criteria and the progress of its tasks, by id, held against
 * today's words and today's code: the default branch, or a run's own branch until it is merged. `not_found` outside the organization.
 */
export async function getVerdicts(ctx: Ctx, { specId }: z.infer<typeof getVerdictsInput>) {
  const { db, organizationId } = ctx;
  const spec = await db.spec.findFirst({ where: { id: specId, project: { organizationId } }, select: { id: true } });
  if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
  const { criteria, tasks, dispositions } = await readStanding(ctx, specId);
  return { criteria, tasks, dispositions };
}

/** The same of a spec that the caller has found, with the trees and links that it was judged by. */
export async function readStanding({ db, dataPath }: Ctx, specId: string) {
  const [{ ground, trace, trees }, checks, attestations, dispositions, runs] = await Promise.all([
    readGround(db, specId),
    readSpeakingChecks(db, specId),
    readAttestations(db, specId),
    readDispositions(db, specId),
    db.run.findMany({
      where: { specId },
      distinct: ['taskId'],
      orderBy: [{ taskId: 'asc' }, { createdAt: 'desc' }],
      select: { id: true, taskId: true, status: true },
    }),
  ]);
  const code = await readCodeChanges({ db, dataPath }, { specId, checks });
  const verdicts = await addDrift(db, specId, verdictsOf(checks, { ground, code, attestations }));
  const tasks: Record<string, TaskProgress> = {};
  for (const { id } of trees.tasks?.tasks ?? []) {
    const run = runs.find(({ taskId }) => taskId === id);
    const isVerified = isTaskVerified({ criterionIds: trace.tasks.get(id)?.criterionIds ?? [] }, verdicts);
    tasks[id] = { state: progressOf(run?.status, isVerified), runId: run?.id ?? null };
  }
  const criteria: Record<string, Verdict> = Object.fromEntries(verdicts);
  return { criteria, tasks, dispositions, trees, trace };
}

function progressOf(status: RunStatus | undefined, isVerified: boolean): TaskProgress['state'] {
  if (activeStatuses.some((active) => active === status)) return 'running';
  if (isVerified) return 'verified';
  return status === 'failed' || status === 'stuck' ? 'failed' : 'open';
}
