import { z } from 'zod';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import type { Db } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { startThread } from '#server/services/comments/write-comment.ts';
import { listModels } from '#server/services/models/list-models.ts';
import { startRun } from '#server/services/runs/start-run.ts';
import { readGround } from './read-ground.ts';

const faults = ['code', 'test', 'requirement'] as const;

export const disposeFailureInput = z.object({
  specId: z.uuid(),
  criterionId: z.string().min(1).max(50),
  evidenceId: z.uuid(),
  checkName: z.string().min(1).max(2_000),
  /** What is wrong: the code, the test (or what binds it), or the requirement. */
  fault: z.enum(faults),
});

type Disposing = z.infer<typeof disposeFailureInput>;

/**
 * Decides what a failed check says is wrong, and goes there: `code` starts a run of a task that serves the criterion, whose first check tells
 * the agent what fails; `test` and `requirement` ask about it in a thread on the criterion, with the counterexample. Recorded with who
 * decided. `not_found` where no such check failed, `task_not_found` where no task serves the criterion, and as `startRun` refuses.
 */
export async function disposeFailure(ctx: Ctx, input: Disposing): Promise<{ runId: string | null; threadId: string | null }> {
  const { db, organizationId, actor } = ctx;
  const { specId, criterionId, evidenceId, checkName, fault } = input;
  const check = await db.evidenceCheck.findFirst({
    where: { evidenceId, name: checkName, status: { not: 'passed' }, evidence: { specId, organizationId } },
  });
  // `criteria` is written by `recordEvidence` and nobody else.
  if (!check || !Object.hasOwn(check.criteria as Record<string, string>, criterionId))
    throw new Failure('not_found', 'There is no such failure of a check of this criterion.');
  const runId = fault === 'code' ? (await fixCode(ctx, input)).runId : null;
  const threadId = fault === 'code' ? null : await ask(ctx, input, wordsOf(fault, check));
  await db.$transaction(async (tx) => {
    const spec = await tx.spec.findUniqueOrThrow({ where: { id: specId } });
    const { userId, name: userName } = actor;
    await tx.disposition.create({ data: { specId, criterionId, evidenceId, checkName, fault, runId, threadId, userId, userName } });
    await recordAudit(tx, ctx, {
      action: 'failure.disposed',
      subject: { kind: 'criterion', id: `${specId}:${criterionId}`, name: `Criterion ${criterionId} of ${spec.title}` },
      projectId: spec.projectId,
      after: { fault, evidenceId, checkName, runId, threadId },
    });
  });
  return { runId, threadId };
}

async function fixCode(ctx: Ctx, { specId, criterionId }: Disposing): Promise<{ runId: string }> {
  const { trace, trees } = await readGround(ctx.db, specId);
  const serving = (trees.tasks?.tasks ?? []).filter(({ id }) => trace.tasks.get(id)?.criterionIds.includes(criterionId));
  const parents = new Set(trees.tasks?.tasks.flatMap(({ parentId }) => parentId ?? []));
  const task = serving.findLast(({ id }) => !parents.has(id)) ?? serving.at(-1);
  if (!task) throw new Failure('task_not_found', `No task serves criterion ${criterionId}: add one to the plan, and run it.`);
  const model = (await listModels(ctx)).find(({ isDefault }) => isDefault)?.id;
  return startRun(ctx, { specId, taskId: task.id, model: model ?? 'scripted' });
}

async function ask(ctx: Ctx, { specId, criterionId }: Disposing, body: string): Promise<string> {
  const document = await ctx.db.document.findFirst({ where: { specId, kind: { in: ['requirements', 'bugfix'] } }, select: { id: true } });
  if (!document) throw new Failure('not_found', 'The spec has no requirements to ask about.');
  const threadId = uuidv7();
  const place = { kind: 'item' as const, item: { kind: 'criterion' as const, id: criterionId } };
  await startThread(ctx, { documentId: document.id, place, body, threadId, commentId: uuidv7() });
  return threadId;
}

type Failed = { name: string; file: string | null; line: number | null; counterexample: string | null; message: string | null };

function wordsOf(fault: 'test' | 'requirement', { name, file, line, counterexample, message }: Failed): string {
  const place = file === null ? '' : ` (${file}${line === null ? '' : `:${line}`})`;
  const head =
    fault === 'test'
      ? `The check “${name}”${place} fails, and the check is what is wrong. Fix it, or what binds it to the code.`
      : `The check “${name}”${place} fails. Does this criterion say what is meant?`;
  const example = counterexample === null ? [] : [`Smallest input that breaks it: ${counterexample}`];
  return [head, ...example, ...(message === null ? [] : [message])].join('\n\n').slice(0, 9_000);
}

/** What was decided about failures of a spec, the latest first. */
export function readDispositions(db: Db, specId: string) {
  const select = {
    id: true,
    criterionId: true,
    evidenceId: true,
    checkName: true,
    fault: true,
    runId: true,
    threadId: true,
    userName: true,
    createdAt: true,
  };
  return db.disposition.findMany({ where: { specId }, select, orderBy: { createdAt: 'desc' }, take: 500 });
}
