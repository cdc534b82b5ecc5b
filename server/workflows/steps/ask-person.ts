import { goOnAnswer, type NextStep, stopAnswer } from '#core/run/next-step.ts';
import type { RunEvent } from '#core/run/run-event.ts';
import { uuidv7 } from '#server/adapters/uuid.ts';
import { toolSchemas } from '#server/agents/tool-schemas.ts';
import { tellChanges } from '#server/events/changes.ts';
import { tellQuestion } from '#server/services/notices/tell-run.ts';
import { wakeWaves } from '#server/services/runs/wake-waves.ts';
import { type CallPlace, callOf } from '../conversation.ts';
import type { Attempt, Done, RunSession } from '../run-session.ts';

/**
 * Puts a question to people and parks the run: nothing is held while it waits, be it for days. The answer starts the
 * next segment, in its own transaction.
 */
export function askPerson({ run, memory, house }: RunSession, place: CallPlace) {
  return async ({ step, attempt, emit }: Attempt): Promise<Done> => {
    const { callId, tool, input } = callOf(memory, place);
    const asked = toolSchemas.ask_person.parse(input);
    const question = readable(asked.question);
    const options = asked.options.map(readable);
    emit({ kind: 'tool_called', step, attempt, callId, tool, input });
    const questionId = uuidv7();
    return {
      output: { kind: 'asked' },
      after: [{ kind: 'asked', questionId, question, options }],
      alongside: async (tx) => {
        await tx.runQuestion.create({ data: { id: questionId, runId: run.id, callId, question, options } });
        await tx.run.update({ where: { id: run.id }, data: { status: 'waiting' } });
        await tellChanges(tx, run.organizationId, [{ topic: 'runs', id: run.id }]);
        await tellQuestion(house, tx, { runId: run.id, questionId, question });
        await wakeWaves(house, tx, { organizationId: run.organizationId, cause: questionId });
      },
    };
  };
}

/**
 * Parks the run with a question of the platform's own: at a cap, at a merge, at a rule. It has no call of the model, and stands under the step that
 * asks; the interpreter takes a further step when it is answered.
 */
export function parkWith(
  { run, house }: RunSession,
  { step, question, options, told = [] }: { step: string; question: string; options: string[]; told?: RunEvent[] },
): Done {
  const questionId = uuidv7();
  return {
    output: { kind: 'asked' },
    after: [...told, { kind: 'asked', questionId, question, options }],
    alongside: async (tx) => {
      await tx.runQuestion.create({ data: { id: questionId, runId: run.id, callId: step, question, options } });
      await tx.run.update({ where: { id: run.id }, data: { status: 'waiting' } });
      await tellQuestion(house, tx, { runId: run.id, questionId, question });
      await wakeWaves(house, tx, { organizationId: run.organizationId, cause: questionId });
    },
  };
}

/** Puts what was tried to people where rounds of corrections lead nowhere; what they answer is told to the agent, which then goes on. */
export function askForGuidance(session: RunSession, { tried }: Extract<NextStep, { kind: 'stall' }>) {
  return ({ step }: Attempt): Promise<Done> => {
    const question = `The agent of task ${session.run.taskId} gets no further. What should it know or try?\n\n${tried}`;
    return Promise.resolve(
      parkWith(session, { step, question: readable(question).slice(0, longestQuestion), options: [goOnAnswer, stopAnswer] }),
    );
  };
}

const longestQuestion = 6_000;

/** A model may write any character; a column of text holds all but these. */
function readable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}
