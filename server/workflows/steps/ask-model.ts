import { costOf } from '#core/budget/price.ts';
import { type NextStep, stopAnswer } from '#core/run/next-step.ts';
import { countParts } from '#server/agents/context-parts.ts';
import { buildInstructions, openingMessage } from '#server/agents/instructions.ts';
import { ModelFailure } from '#server/agents/model-failure.ts';
import { longestAnswerTokens, takeModelTurn } from '#server/agents/model-turn.ts';
import { openModel } from '#server/agents/open-model.ts';
import { Failure } from '#server/errors.ts';
import { priceOf } from '#server/services/budgets/prices.ts';
import { reserve, settle } from '#server/services/budgets/reserve.ts';
import { tellBudgets } from '#server/services/notices/tell-budget.ts';
import { snapshotTree } from '#server/workspaces/commit.ts';
import { conversationOf, toldBy } from '../conversation.ts';
import { gatherText } from '../gather-text.ts';
import { type Attempt, type Done, ended, type RunSession } from '../run-session.ts';
import { TryAgain } from '../try-again.ts';
import { parkWith } from './ask-person.ts';
import { briefOf } from './prepare.ts';

const mostTries = 8;
const firstWaitMs = 1000;
const longestWaitMs = 60_000;
/** Who asks us to wait for longer than this is asked again by a person. */
const patienceMs = 10 * 60_000;

/** Asks the model for its next turn. What it says appears as it says it; what it wants done comes as steps of their own. */
export function askModel(session: RunSession, { turn }: Extract<NextStep, { kind: 'model' }>) {
  let tries = 0;
  return async ({ step, attempt, signal, emit }: Attempt): Promise<Done> => {
    tries += 1;
    const { house, run, memory } = session;
    const brief = briefOf(session);
    const words = gatherText((text) => emit({ kind: 'said', step, attempt, text }), session.secrets);
    try {
      const { model } = await openModel(house, { organizationId: run.organizationId, model: run.model, brief });
      const waiting = await waitingMessages(session);
      const heard = waiting.map(({ text, author }) => ({ by: author.name, text }));
      const messages = [...conversationOf(openingMessage(brief), memory, turn), ...toldBy(heard)];
      const price = await priceOf(house, run.organizationId, run.model);
      const refusal = await putAside(session, worstCase(price, JSON.stringify(messages).length));
      // Parked at a cap: what was done is kept, nothing is spent, and whoever may answers when the budget is raised.
      if (refusal)
        return parkWith(session, { step, question: `${refusal} Raise it and go on, or stop here?`, options: ['Go on', stopAnswer] });
      const [answer, tree] = await Promise.all([
        takeModelTurn({
          model,
          instructions: buildInstructions(brief),
          messages,
          signal,
          onText: words.add,
          offered: brief.tools ?? [],
        }),
        keepFiles(session),
      ]);
      words.end();
      emit({ kind: 'tokens_used', step, attempt, ...answer.usage, parts: countParts(brief, messages, answer.usage.input) });
      const ids = waiting.map(({ id }) => id);
      return {
        output: { kind: 'turn', turn: answer, ...(heard.length > 0 ? { heard } : {}), ...(tree === null ? {} : { tree }) },
        after: ids.length > 0 ? [{ kind: 'heard', step, attempt, messageIds: ids }] : [],
        alongside: async (tx) => {
          await tx.runMessage.updateMany({ where: { id: { in: ids } }, data: { heardIn: step } });
          await settle(tx, run, { step, usage: answer.usage, price });
        },
      };
    } catch (cause) {
      words.end();
      if (!(cause instanceof ModelFailure) || cause.kind === 'refused') throw cause;
      const waitMs = waitOf(cause, tries);
      if (tries >= mostTries) return ended('failed', `The model gave no answer in ${mostTries} tries. The last time: ${cause.message}`);
      if (waitMs > patienceMs) return ended('failed', `${cause.message} It asks us to wait for ${Math.ceil(waitMs / 60_000)} minutes.`);
      throw new TryAgain(cause.message, waitMs);
    }
  };
}

/** The files as the model finds them: nobody changes them while it thinks. A turn without them cannot be retried from, and is no worse otherwise. */
async function keepFiles({ run, room }: RunSession): Promise<string | null> {
  try {
    await room.open();
    return await snapshotTree(room.worktree);
  } catch (cause) {
    console.error(`The files of run ${run.id} could not be kept before a turn`, cause);
    return null;
  }
}

/** What people told the agent that no turn has heard. An attempt that fails leaves it waiting for the next one. */
export function waitingMessages({ house, run }: RunSession) {
  const author = { select: { name: true } };
  return house.db.runMessage.findMany({
    where: { runId: run.id, heardIn: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true, text: true, author },
  });
}

/** What the provider asks for, if it does; else twice as long each time, and not at the same moment as everybody else. */
export function waitOf({ kind, retryAfterMs }: ModelFailure, tries: number): number {
  if (retryAfterMs !== null) return retryAfterMs;
  const doubled = Math.min(firstWaitMs * 2 ** (tries - 1), longestWaitMs);
  return (kind === 'broken' ? doubled / 4 : doubled) * (0.75 + Math.random() / 2);
}

/** Characters that a token stands for at the least: with the longest answer, what one turn can take at most. */
const charactersPerToken = 3;
const instructionTokens = 6_000;

function worstCase(price: Awaited<ReturnType<typeof priceOf>>, characters: number): { tokens: number; usd: number | null } {
  const input = Math.ceil(characters / charactersPerToken) + instructionTokens;
  const usage = { input, output: longestAnswerTokens, cached: 0 };
  return { tokens: input + longestAnswerTokens, usd: price && costOf(price, usage) };
}

/** The sentence of the budget that does not allow it, or null when the amount is put aside. */
export async function putAside({ house, run }: RunSession, need: { tokens: number; usd: number | null }): Promise<string | null> {
  try {
    await house.db.$transaction(async (tx) => tellBudgets(house, tx, run, await reserve(tx, run, need)));
    return null;
  } catch (cause) {
    if (cause instanceof Failure && cause.code === 'budget_reached') return cause.message;
    throw cause;
  }
}
