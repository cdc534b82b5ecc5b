import { z } from 'zod';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { summaryColumns } from './list-runs.ts';

export const getRunInput = z.object({ runId: z.uuid() });

/** A run with its questions and what was recorded in it; its history is its events. `not_found` outside the organization. */
export async function getRun({ db, organizationId }: Ctx, { runId }: z.infer<typeof getRunInput>) {
  const run = await db.run.findFirst({
    where: { id: runId, organizationId },
    select: {
      ...summaryColumns,
      baseCommit: true,
      headCommit: true,
      revisions: true,
      lastSeq: true,
      cancelRequestedAt: true,
      pauseRequestedAt: true,
      mergedCommit: true,
      retriedFromId: true,
      retries: { orderBy: { createdAt: 'asc' }, select: { id: true, modelLabel: true, status: true } },
      questions: {
        orderBy: { createdAt: 'asc' },
        select: { id: true, question: true, options: true, answer: true, answeredAt: true, createdAt: true },
      },
      evidence: {
        orderBy: { createdAt: 'asc' },
        select: { id: true, stepKey: true, command: true, commit: true, exitCode: true, failure: true, durationMs: true, createdAt: true },
      },
    },
  });
  if (!run) throw new Failure('not_found', 'There is no such run in this organization.');
  return run;
}
