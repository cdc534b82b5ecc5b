import { uuidv7 } from '#server/adapters/uuid.ts';
import { toolSchemas } from '#server/agents/tool-schemas.ts';
import { type CallPlace, callOf } from '../conversation.ts';
import type { Attempt, Done, RunSession } from '../run-session.ts';

/**
 * Puts a question to people and parks the run: nothing is held while it waits, be it for days. The answer starts the
 * next segment, in its own transaction.
 */
export function askPerson({ run, memory }: RunSession, place: CallPlace) {
  return async ({ step, attempt, emit }: Attempt): Promise<Done> => {
    const { callId, tool, input } = callOf(memory, place);
    const { question, options } = toolSchemas.ask_person.parse(input);
    emit({ kind: 'tool_called', step, attempt, callId, tool, input });
    const questionId = uuidv7();
    return {
      output: { kind: 'asked' },
      after: [{ kind: 'asked', questionId, question, options }],
      alongside: async (tx) => {
        await tx.runQuestion.create({ data: { id: questionId, runId: run.id, callId, question, options } });
        await tx.run.update({ where: { id: run.id }, data: { status: 'waiting' } });
      },
    };
  };
}
