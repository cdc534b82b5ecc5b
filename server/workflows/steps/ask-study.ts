import { costOf } from '#core/budget/price.ts';
import { ModelFailure } from '#server/agents/model-failure.ts';
import { longestAnswerTokens, takeModelTurn } from '#server/agents/model-turn.ts';
import { openModel } from '#server/agents/open-model.ts';
import type { StudyPrompt } from '#server/agents/study-prompts.ts';
import { Failure } from '#server/errors.ts';
import { priceOf } from '#server/services/budgets/prices.ts';
import { reserve, settle } from '#server/services/budgets/reserve.ts';
import { gatherText } from '../gather-text.ts';
import type { Attempt, Done, RunSession } from '../run-session.ts';
import { TryAgain } from '../try-again.ts';
import { waitOf } from './ask-model.ts';

const mostTries = 4;
const patienceMs = 60_000;
const charactersPerToken = 3;

/**
 * Asks a model one thing and keeps what it says. A budget that does not allow it, or a model that refuses or gives no answer, is an answer that was not
 * heard: the others of the study are not lost for it. Money is put aside before each question.
 */
export function askStudy(session: RunSession, { instructions, message }: StudyPrompt) {
  let tries = 0;
  return async ({ step, attempt, signal, emit }: Attempt): Promise<Done> => {
    tries += 1;
    const { house, run } = session;
    const words = gatherText((text) => emit({ kind: 'said', step, attempt, text }));
    const unheard = (reason: string): Done => ({ output: { kind: 'heard', text: null, reason }, error: reason });
    try {
      const brief = { specSlug: run.spec.slug, taskId: step };
      const { model } = await openModel(house, { organizationId: run.organizationId, model: run.model, brief });
      const price = await priceOf(house, run.organizationId, run.model);
      const input = Math.ceil((instructions.length + message.length) / charactersPerToken);
      const usage = { input, output: longestAnswerTokens, cached: 0 };
      const need = { tokens: input + longestAnswerTokens, usd: price && costOf(price, usage) };
      await house.db.$transaction((tx) => reserve(tx, run, need));
      const messages = [{ role: 'user' as const, content: message }];
      const answer = await takeModelTurn({ model, instructions, messages, signal, hasTools: false, onText: words.add });
      words.end();
      emit({ kind: 'tokens_used', step, attempt, ...answer.usage });
      return {
        output: { kind: 'heard', text: answer.text, reason: null },
        alongside: (tx) => settle(tx, run, { step, usage: answer.usage, price }),
      };
    } catch (cause) {
      words.end();
      if (cause instanceof Failure) return unheard(cause.message);
      if (!(cause instanceof ModelFailure)) throw cause;
      if (cause.kind === 'refused' || tries >= mostTries) return unheard(cause.message);
      const waitMs = waitOf(cause, tries);
      if (waitMs > patienceMs) return unheard(cause.message);
      throw new TryAgain(cause.message, waitMs);
    }
  };
}
