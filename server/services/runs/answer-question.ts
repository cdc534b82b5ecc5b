import { z } from 'zod';
import { answerStep, type StepOutput } from '#core/run/next-step.ts';
import type { Ctx } from '#server/context.ts';
import { Failure } from '#server/errors.ts';
import { appendEventsInTx } from '#server/events/append-events.ts';
import { tellChanges } from '#server/events/changes.ts';
import { recordAudit } from '#server/services/audit/record-audit.ts';
import { settle } from '#server/services/notices/notify.ts';
import { isOver, lockRun } from './run-status.ts';

export const answerQuestionInput = z.object({
  runId: z.uuid(),
  questionId: z.uuid(),
  answer: z.string().trim().min(1).max(5_000),
});

/**
 * Answers what an agent asked. The answer, its event and the segment in which the run goes on are one transaction, so
 * that a question is answered once and the run goes on exactly if it is. `question_answered` for whoever comes second.
 */
export async function answerQuestion(ctx: Ctx, { runId, questionId, answer }: z.infer<typeof answerQuestionInput>): Promise<void> {
  const { db, engine, organizationId, actor } = ctx;
  await db.$transaction(async (tx) => {
    const run = await lockRun(tx, { runId, organizationId });
    const question = await tx.runQuestion.findFirst({ where: { id: questionId, runId } });
    if (!question) throw new Failure('not_found', 'There is no such question in this run.');
    if (question.answer !== null) throw new Failure('question_answered', 'Somebody has answered this question already.');
    if (isOver(run) || run.status !== 'waiting') throw new Failure('run_finished', 'This run does not wait for an answer any more.');
    await tx.runQuestion.update({ where: { id: questionId }, data: { answer, answeredById: actor.userId, answeredAt: new Date() } });
    const output: StepOutput = { kind: 'answer', output: answer, isError: false };
    // Known to the next segment as one more thing that had finished before it began.
    await tx.runStep.create({ data: { runId, step: answerStep(question.callId), segment: run.segments, output } });
    await settle(tx, { organizationId, cause: `run:${runId}`, key: `question:${questionId}` });
    const segment = run.segments + 1;
    await tx.run.update({ where: { id: runId }, data: { status: 'queued', segments: segment } });
    await appendEventsInTx(tx, runId, [{ key: `answered:${questionId}`, event: { kind: 'answered', questionId, answer, by: actor.name } }]);
    await engine.startSegment(tx, { runId, segment, projectId: run.projectId });
    await tellChanges(tx, organizationId, [{ topic: 'runs', id: runId }]);
    await recordAudit(tx, ctx, {
      action: 'run.answered',
      subject: { kind: 'run', id: runId, name: run.taskTitle },
      projectId: run.projectId,
      after: { question: question.question, answer },
    });
  });
}
