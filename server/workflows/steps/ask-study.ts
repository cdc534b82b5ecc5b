import type { StudyPrompt } from '#server/agents/study-prompts.ts';
import { gatherText } from '../gather-text.ts';
import type { Attempt, Done, RunSession } from '../run-session.ts';
import { askAlone } from './ask-alone.ts';

/**
 * Asks a model one thing of a study and keeps what it says, as it says it. What was not heard is an answer too: the others of the study are not lost
 * for it.
 */
export function askStudy(session: RunSession, prompt: StudyPrompt) {
  const ask = askAlone(session);
  return async (attempt: Attempt): Promise<Done> => {
    const { step } = attempt;
    const words = gatherText((text) => attempt.emit({ kind: 'said', step, attempt: attempt.attempt, text }));
    const asked = { ...prompt, model: session.run.model, play: step, onText: words.add };
    const { text, reason, alongside } = await ask(attempt, asked).finally(() => words.end());
    return { output: { kind: 'heard', text, reason }, ...(reason === null ? {} : { error: reason }), alongside };
  };
}
