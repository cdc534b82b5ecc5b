import { z } from 'zod';
import { costOf } from '#core/budget/price.ts';
import { studyTask } from '#core/study/study.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { appendEventsInTx } from '#server/events/append-events.ts';
import { tellChanges } from '#server/events/changes.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { priceOf } from '#server/services/budgets/prices.ts';
import { reserve } from '#server/services/budgets/reserve.ts';
import { scriptedId } from '#server/services/models/connection.ts';
import { modelLabel } from '#server/services/models/list-models.ts';
import { activeStatuses } from '#server/services/runs/run-status.ts';
import { planStudy, wantedStudy } from './plan-study.ts';

export const startStudyInput = z.object({
  specId: z.uuid(),
  study: wantedStudy,
  /** `scripted`, or the id of a model connection. */
  model: z.string().min(1).max(100).default(scriptedId),
});

/** Characters of rules that a question has beside the text, and tokens that an answer usually takes. */
const rulesLength = 4_000;
const answerTokens = 4_000;
const charactersPerToken = 3;

/**
 * Starts a study of a spec: critics who look at it from the chosen sides, readers who say what its criteria mean, one model that ties its readings to the code, or an
 * author who drafts one of its documents. Refused with `run_already_active` (one of a kind at a time), `model_not_set`, `budget_reached`, `not_found` where there is
 * nothing to be asked about, or `invalid` for a side that there is not. No text is changed by it.
 */
export async function startStudy(ctx: Ctx, { specId, study: wanted, model }: z.infer<typeof startStudyInput>): Promise<{ runId: string }> {
  const { db, engine, organizationId, actor } = ctx;
  const { study, title: taskTitle, busy, questions, characters } = await planStudy(ctx, specId, wanted);
  const label = await modelLabel(ctx, model);
  const price = await priceOf(ctx, organizationId, model);
  const usage = {
    input: Math.ceil((characters + rulesLength * questions) / charactersPerToken),
    output: answerTokens * questions,
    cached: 0,
  };
  return db.$transaction(async (tx) => {
    // Two starts at once wait for each other here.
    await tx.$queryRaw`SELECT id FROM specs WHERE id = ${specId}::uuid FOR NO KEY UPDATE`;
    const spec = await tx.spec.findFirstOrThrow({ where: { id: specId, project: { organizationId } }, include: { project: true } });
    const taskId = studyTask[study.kind];
    const active = await tx.run.findFirst({ where: { specId, taskId, status: { in: [...activeStatuses] } }, select: { id: true } });
    if (active) throw new Failure('run_already_active', busy);
    const documents = await tx.document.findMany({ where: { specId }, select: { kind: true, headSeq: true, epoch: true } });
    const { project } = spec;
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
        modelLabel: label,
        // It works on no branch.
        branch: '',
        baseCommit: project.headCommit,
        revisions: Object.fromEntries(documents.map(({ kind, headSeq, epoch }) => [kind, `${epoch}:${headSeq}`])),
        study,
        startedById: actor.userId,
      },
    });
    const need = { tokens: usage.input + usage.output, usd: price && costOf(price, usage) };
    await reserve(tx, { id: runId, organizationId, projectId: project.id, specId, startedById: actor.userId }, need);
    await appendEventsInTx(tx, runId, [
      { key: 'queued', event: { kind: 'queued', taskId, taskTitle, model: label, startedBy: actor.name } },
    ]);
    await engine.startStudy(tx, { runId, projectId: project.id });
    await tellChanges(tx, organizationId, [{ topic: 'runs', id: runId }]);
    await recordAudit(tx, ctx, {
      action: 'study.started',
      subject: { kind: 'run', id: runId, name: `${taskTitle}, of ${spec.title}` },
      projectId: project.id,
      after: { specId, study: study.kind, model: label, questions },
    });
    return { runId };
  });
}
