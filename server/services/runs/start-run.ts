import { z } from 'zod';
import { formatOf } from '#core/formats/find-specs.ts';
import { readTasks } from '#core/formats/read-document.ts';
import type { StepOutput } from '#core/run/next-step.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { appendEventsInTx } from '#server/events/append-events.ts';
import { tellChanges } from '#server/events/changes.ts';
import { requireGate } from '#server/services/approvals/gate.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { priceOf } from '#server/services/budgets/prices.ts';
import { estimateRun } from '#server/services/budgets/read-costs.ts';
import { reserve } from '#server/services/budgets/reserve.ts';
import { readDocument } from '#server/services/documents/read-document.ts';
import { scriptedId } from '#server/services/models/connection.ts';
import { modelLabel as labelOfModel } from '#server/services/models/list-models.ts';
import { tellBudgets } from '#server/services/notices/tell-budget.ts';
import { branchOf } from './branch.ts';
import { activeStatuses, requirePlace } from './run-status.ts';

export const startRunInput = z.object({
  specId: z.uuid(),
  /** The task's number as its author wrote it. */
  taskId: z.string().min(1).max(50),
  /** `scripted`, the id of a model connection, or `agent:` with the id of an external agent. */
  model: z.string().min(1).max(100).default(scriptedId),
});

/** The run that a new one goes on from: what it takes over, and the files and the commit that it begins with, where they are not the project's. */
export type GoesOnFrom = {
  runId: string;
  turn: number;
  tree: string | null;
  baseCommit: string | null;
  steps: ReadonlyMap<string, StepOutput>;
};

/**
 * Starts an agent on one task: the run, its first event and its first segment in one transaction. Refused with
 * `gate_closed` while a stage lacks its approval, `task_not_found`, `run_already_active` (one run a task at a time),
 * `model_not_set`, `budget_reached`, or `no_check_command`: without checks nothing could ever be verified.
 */
export async function startRun(
  ctx: Ctx,
  { specId, taskId, model }: z.infer<typeof startRunInput>,
  { waveId = null, from = null }: { waveId?: string | null; from?: GoesOnFrom | null } = {},
): Promise<{ runId: string }> {
  const { db, engine, organizationId, actor } = ctx;
  const modelLabel = await labelOfModel(ctx, model);
  const price = await priceOf(ctx, organizationId, model);
  return db.$transaction(async (tx) => {
    const spec = await tx.spec.findFirst({
      where: { id: specId, archivedAt: null, project: { organizationId } },
      include: { project: true },
    });
    if (!spec) throw new Failure('not_found', 'There is no such spec in this organization.');
    // Locks the spec's documents: two starts of one task wait for each other here.
    const { revisions } = await requireGate(tx, specId);
    const taskTitle = await readTaskTitle(tx, specId, taskId);
    const active = await tx.run.findFirst({ where: { specId, taskId, status: { in: [...activeStatuses] } } });
    if (active) throw new Failure('run_already_active', `A run of task ${taskId} is still active.`);
    // A wave starts each of its tasks once, whoever asks it to go on, and however many at a time.
    if (waveId !== null && (await tx.run.count({ where: { waveId, taskId } })) > 0)
      throw new Failure('run_already_active', `Task ${taskId} was run already.`);
    if (waveId !== null) await requirePlace(tx, organizationId);
    const { project } = spec;
    if (!project.checkCommand)
      throw new Failure('no_check_command', 'The project has no check command yet, so nothing could be verified. Set one in its settings.');
    const runId = uuidv7();
    await tx.run.create({
      data: {
        id: runId,
        organizationId,
        projectId: project.id,
        specId,
        taskId,
        taskTitle,
        model,
        modelLabel,
        branch: branchOf({ specSlug: spec.slug, taskId, runId }),
        baseCommit: from?.baseCommit ?? project.headCommit,
        revisions,
        waveId,
        ...(from ? { retriedFromId: from.runId, retriedTurn: from.turn, retriedTree: from.tree } : {}),
        startedById: actor.userId,
      },
    });
    const need = await estimateRun(tx, { projectId: project.id, modelLabel, price });
    const spender = { id: runId, organizationId, projectId: project.id, specId, startedById: actor.userId };
    await tellBudgets(ctx, tx, spender, await reserve(tx, spender, need));
    await appendEventsInTx(tx, runId, [
      { key: 'queued', event: { kind: 'queued', taskId, taskTitle, model: modelLabel, startedBy: actor.name } },
      ...(from ? [{ key: 'retried', event: { kind: 'retried', runId: from.runId, turn: from.turn } } as const] : []),
    ]);
    // Finished before its first segment: what the interpreter knows from the beginning.
    for (const [step, output] of from?.steps ?? [])
      await tx.$executeRaw`INSERT INTO run_steps (run_id, step, segment, output) VALUES (${runId}::uuid, ${step}, 0, ${JSON.stringify(output)}::json)`;
    await engine.startSegment(tx, { runId, segment: 1, projectId: project.id });
    await tellChanges(tx, organizationId, [{ topic: 'runs', id: runId }]);
    await recordAudit(tx, ctx, {
      action: 'run.started',
      subject: { kind: 'run', id: runId, name: `Task ${taskId} of ${spec.title}` },
      projectId: project.id,
      after: {
        specId,
        taskId,
        model: modelLabel,
        baseCommit: from?.baseCommit ?? project.headCommit,
        revisions,
        ...(from ? { retriedFrom: from.runId, turn: from.turn } : {}),
      },
    });
    return { runId };
  });
}

async function readTaskTitle(tx: Tx, specId: string, taskId: string): Promise<string> {
  const document = await tx.document.findFirst({ where: { specId, kind: 'tasks' }, select: { id: true, path: true } });
  const tasks = document ? readTasks((await readDocument(tx, document.id)).text, formatOf(document.path)).tree.tasks : [];
  const task = tasks.find(({ id }) => id === taskId);
  if (!task) throw new Failure('task_not_found', `The spec has no task ${taskId}.`);
  return task.title;
}
