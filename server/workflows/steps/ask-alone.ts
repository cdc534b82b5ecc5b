import { costOf } from '#core/budget/price.ts';
import { ModelFailure } from '#server/agents/model-failure.ts';
import { longestAnswerTokens, takeModelTurn } from '#server/agents/model-turn.ts';
import { openModel } from '#server/agents/open-model.ts';
import type { StudyPrompt } from '#server/agents/study-prompts.ts';
import type { Tx } from '#server/db/client.ts';
import { Failure } from '#server/errors.ts';
import { priceOf } from '#server/services/budgets/prices.ts';
import { reserve, settle } from '#server/services/budgets/reserve.ts';
import type { Attempt, RunSession } from '../run-session.ts';
import { TryAgain } from '../try-again.ts';
import { waitOf } from './ask-model.ts';

const mostTries = 4;
const patienceMs = 60_000;
const charactersPerToken = 3;

/** A question that stands for itself. `play` names it for the scripted model. */
export type LoneQuestion = StudyPrompt & { model: string; play: string; onText?: (text: string) => void };

/** What the model said, or why it was not heard; `alongside` settles what that took, with the step's end. */
export type LoneAnswer = { text: string | null; reason: string | null; alongside: (tx: Tx) => Promise<unknown> };

/**
 * Asks a model one thing in a context of its own, without tools. A budget that does not allow it, or a model that refuses or gives no answer in a
 * few tries, is a reason and no failure. Money is put aside before.
 */
export function askAlone({ house, run }: RunSession) {
  let tries = 0;
  return async (
    { step, attempt, signal, emit }: Attempt,
    { instructions, message, model: id, play, onText = () => {} }: LoneQuestion,
  ): Promise<LoneAnswer> => {
    tries += 1;
    const unheard = (reason: string): LoneAnswer => ({ text: null, reason, alongside: () => Promise.resolve() });
    try {
      const { model } = await openModel(house, {
        organizationId: run.organizationId,
        model: id,
        brief: { specSlug: run.spec.slug, taskId: play },
      });
      const price = await priceOf(house, run.organizationId, id);
      const input = Math.ceil((instructions.length + message.length) / charactersPerToken);
      const usage = { input, output: longestAnswerTokens, cached: 0 };
      const need = { tokens: input + longestAnswerTokens, usd: price && costOf(price, usage) };
      await house.db.$transaction((tx) => reserve(tx, run, need));
      const messages = [{ role: 'user' as const, content: message }];
      const answer = await takeModelTurn({ model, instructions, messages, signal, hasTools: false, onText });
      emit({ kind: 'tokens_used', step, attempt, ...answer.usage });
      return { text: answer.text, reason: null, alongside: (tx) => settle(tx, run, { step, usage: answer.usage, price }) };
    } catch (cause) {
      if (cause instanceof Failure) return unheard(cause.message);
      if (!(cause instanceof ModelFailure)) throw cause;
      if (cause.kind === 'refused' || tries >= mostTries) return unheard(cause.message);
      const waitMs = waitOf(cause, tries);
      if (waitMs > patienceMs) return unheard(cause.message);
      throw new TryAgain(cause.message, waitMs);
    }
  };
}
