import { z } from 'zod';
import { costOf } from '#core/budget/price.ts';
import { bindingRounds, portionsOf, readers, type Study, studyTask } from '#core/study/study.ts';
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
import { listPerspectives } from './list-perspectives.ts';
import { readStudyGround } from './study-ground.ts';

export const startStudyInput = z.object({
  specId: z.uuid(),
  study: z.discriminatedUnion('kind', [
    /** Ids of perspectives. */
    z.object({ kind: z.literal('critics'), perspectives: z.array(z.string().max(60)).min(1).max(20) }),
    z.object({ kind: z.literal('readers') }),
    z.object({ kind: z.literal('binding') }),
  ]),
  /** `scripted`, or the id of a model connection. */
  model: z.string().min(1).max(100).default(scriptedId),
});

/** Characters of rules that a question has beside the text, and tokens that an answer usually takes. */
const rulesLength = 4_000;
const answerTokens = 4_000;
const charactersPerToken = 3;

/**
 * Starts a study of a spec: critics who look at it from the chosen sides, readers who say what its criteria mean, or one model that ties its readings to the code. Refused with `run_already_active` (one of a
 * kind at a time), `model_not_set`, `budget_reached`, `not_found` for a spec without criteria, or `invalid` for a side that there is not. No text is changed by it.
 */
export async function startStudy(ctx: Ctx, { specId, study: wanted, model }: z.infer<typeof startStudyInput>): Promise<{ runId: string }> {
  const { db, engine, organizationId, actor } = ctx;
  const offered = await listPerspectives(ctx, { specId });
  const { text, criteria } = await readStudyGround(ctx, specId);
  const study: Study =
    wanted.kind !== 'critics'
      ? wanted
      : { kind: 'critics', perspectives: offered.filter(({ id }) => wanted.perspectives.includes(id)).map((one) => ({ ...one })) };
  if (study.kind === 'critics' && study.perspectives.length === 0) throw new Failure('invalid', 'Choose at least one side to look from.');
  const label = await modelLabel(ctx, model);
  const price = await priceOf(ctx, organizationId, model);
  const questions = questionsOf(study, criteria.length);
  const usage = {
    input: Math.ceil((text.length + rulesLength) / charactersPerToken) * questions,
    output: answerTokens * questions,
    cached: 0,
  };
  const taskTitle = titleOf(study);
  return db.$transaction(async (tx) => {
    // Two starts at once wait for each other here.
    await tx.$queryRaw`SELECT id FROM specs WHERE id = ${specId}::uuid FOR NO KEY UPDATE`;
    const spec = await tx.spec.findFirstOrThrow({ where: { id: specId, project: { organizationId } }, include: { project: true } });
    const taskId = studyTask[study.kind];
    const active = await tx.run.findFirst({ where: { specId, taskId, status: { in: [...activeStatuses] } }, select: { id: true } });
    if (active) throw new Failure('run_already_active', atWork[study.kind]);
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

const atWork: Record<Study['kind'], string> = {
  critics: 'Critics are at work on this spec.',
  readers: 'Readers are at work on this spec.',
  binding: 'A model is at work on the binding of this spec.',
};

function titleOf(study: Study): string {
  if (study.kind === 'critics') return `Critics: ${study.perspectives.map((one) => one.label).join(', ')}`;
  return study.kind === 'readers' ? 'Readers of the criteria' : 'A binding to the code';
}

function questionsOf(study: Study, criteria: number): number {
  if (study.kind === 'critics') return study.perspectives.length;
  return study.kind === 'readers' ? portionsOf(Array.from({ length: criteria })).length * readers : bindingRounds;
}
