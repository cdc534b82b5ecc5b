import { type Wish, wordsOfWish } from '#core/access/agent-policy.ts';
import { type NextStep, stopAnswer } from '#core/run/next-step.ts';
import type { Turn } from '#server/agents/agent.ts';
import { countChangedLines } from '#server/agents/changed-lines.ts';
import { type ExternalTurn, promptAgent, type TurnWatcher, type Word } from '#server/agents/external/acp-turn.ts';
import { externalPrompt } from '#server/agents/external/external-brief.ts';
import { readEnding } from '#server/agents/external/read-ending.ts';
import { openingMessage } from '#server/agents/instructions.ts';
import { ModelFailure } from '#server/agents/model-failure.ts';
import { settle } from '#server/services/budgets/reserve.ts';
import { openExternalAgent } from '#server/services/external-agents/external-agents.ts';
import { conversationOf } from '../conversation.ts';
import { gatherText } from '../gather-text.ts';
import { type Attempt, type Done, ended, type RunSession } from '../run-session.ts';
import { TryAgain } from '../try-again.ts';
import { answersInTurn, applyPolicy } from './apply-policy.ts';
import { putAside, waitingMessages, waitOf } from './ask-model.ts';
import { parkWith } from './ask-person.ts';
import { egressOf } from './egress.ts';
import { briefOf } from './prepare.ts';
import { blockedWish } from './run-hooks.ts';

const mostTries = 3;
const longestTurnMs = 60 * 60_000;
/** What an agent of its own account is given at a time, in micro-dollars and tokens: nobody knows before what its turn will take. */
const advance = { usd: 1_000_000, tokens: 200_000 };

/**
 * One turn of an external agent, which stands where others have a call of the model: it works in the same sandbox, under the same policy, and
 * ends with the claim that it is done, a question, or that its task is wrong. It is begun anew each turn, so that nothing of it runs while the
 * checks do.
 */
export function askExternal(session: RunSession, { turn }: Extract<NextStep, { kind: 'model' }>) {
  let tries = 0;
  return async (attempt: Attempt): Promise<Done> => {
    tries += 1;
    const { house, run, room } = session;
    const { step, emit, signal } = attempt;
    const agent = await openExternalAgent(house, run.organizationId, run.model);
    const refusal = await putAside(session, advance);
    const capped = (words: string) =>
      parkWith(session, { step, question: `${words} Raise it and go on, or stop here?`, options: ['Go on', stopAnswer] });
    if (refusal) return capped(refusal);
    const waiting = await waitingMessages(session);
    const heard = waiting.map(({ text, author }) => ({ by: author.name, text }));
    const sandbox = await room.openFor({ wallMs: longestTurnMs, folder: agent.folder });
    const stops: { card: Done | null; cap: string | null } = { card: null, cap: null };
    const ground = { room, hooks: briefOf(session).hooks ?? [] };
    const judge = async (wish: Wish): Promise<Word> => {
      const blocked = await blockedWish(ground, attempt, wish);
      if (blocked !== null) return { refusal: blocked };
      const word = await applyPolicy(session, step, wish);
      if (word === 'go on') return 'yes';
      if ('refusal' in word) return word;
      stops.card ??= word.card;
      return 'stop';
    };
    const watched = watch(session, attempt, async (micros) => {
      stops.cap = await putAside(session, { usd: Math.max(advance.usd, Math.ceil(micros * 1.5)), tokens: advance.tokens });
      return stops.cap === null;
    });
    const prompt = externalPrompt(briefOf(session), [
      ...sinceThen(session, turn, step),
      ...heard.map(({ by, text }) => `${by} tells you: ${text}`),
    ]);
    try {
      const workspace = room.worktree.worktreePath;
      const egress = egressOf(session, attempt, { callId: step, also: agent.hosts });
      const answer = await promptAgent({ sandbox, workspace, agent, prompt, egress, signal, judge, watcher: watched.watcher });
      watched.end();
      const done = doneOf(answer, stops, { turn, capped });
      if (answer.usage) emit({ kind: 'tokens_used', step, attempt: attempt.attempt, ...answer.usage });
      const isTurn = done.output.kind === 'turn';
      const ids = waiting.map(({ id }) => id);
      return {
        ...done,
        output: done.output.kind === 'turn' && heard.length > 0 ? { ...done.output, heard } : done.output,
        after: [
          ...(isTurn && ids.length > 0 ? [{ kind: 'heard' as const, step, attempt: attempt.attempt, messageIds: ids }] : []),
          ...(done.after ?? []),
        ],
        alongside: async (tx) => {
          if (isTurn) await tx.runMessage.updateMany({ where: { id: { in: ids } }, data: { heardIn: step } });
          const reported = answer.usd === null ? null : Math.ceil(answer.usd * 1_000_000);
          await settle(tx, run, { step, usage: answer.usage ?? { input: 0, output: 0, cached: 0 }, price: null, reported });
          await done.alongside?.(tx);
        },
      };
    } catch (cause) {
      watched.end();
      if (!(cause instanceof ModelFailure) || cause.kind === 'refused') throw cause;
      if (tries >= mostTries) return ended('failed', `${agent.name} came to no end in ${mostTries} tries. The last time: ${cause.message}`);
      throw new TryAgain(cause.message, waitOf(cause, tries));
    }
  };
}

function doneOf(
  { text, end }: ExternalTurn,
  { card, cap }: { card: Done | null; cap: string | null },
  { turn, capped }: { turn: number; capped: (words: string) => Done },
): Done {
  if (card) return card;
  if (cap !== null) return capped(cap);
  if (end === 'refused') return ended('stuck', 'The external agent refused the task.');
  const callId = `external-${turn}`;
  const call =
    end === 'stopped'
      ? {
          callId,
          tool: 'unknown_tool',
          input: {},
          problem: 'You did something that the policy of the project does not allow, so your turn was ended. Find another way.',
        }
      : readEnding(text, callId);
  const answer: Turn = { text, calls: [call], messages: [], usage: { input: 0, output: 0, cached: 0 }, finishReason: 'stop' };
  return { output: { kind: 'turn', turn: answer } };
}

const longestTold = 12_000;

/** What came of the agent's turns before, and what people answered in this one: all that it cannot remember. */
function sinceThen({ memory, ...session }: RunSession, turn: number, step: string): string[] {
  const told: string[] = [];
  for (let i = 0; i < turn; i += 1) {
    // Two messages a turn: what it said, and what its call was answered.
    const answered = conversationOf(openingMessage(briefOf({ memory })), memory, i + 1).at(-1);
    if (answered?.role !== 'tool') continue;
    for (const part of answered.content) {
      if (part.type !== 'tool-result' || (part.output.type !== 'text' && part.output.type !== 'error-text')) continue;
      const { value } = part.output;
      // The last answer whole, those before by their beginning.
      told.push(`Your turn ${i + 1} ended, and the platform answered:\n${value.slice(0, i === turn - 1 ? longestTold : 500)}`);
    }
  }
  const answers = answersInTurn({ ...session, memory }, step);
  return [
    ...told,
    ...answers.map(
      ({ about, answer }) => `Your turn was interrupted to ask people whether you may ${wordsOfWish(about)}. They answered: ${answer}`,
    ),
  ];
}

/** What people see of an external agent's turn: the events of any agent. */
function watch({ secrets }: RunSession, { step, attempt, emit }: Attempt, onSpent: (micros: number) => Promise<boolean>) {
  const here = { step, attempt };
  const words = gatherText((text) => emit({ kind: 'said', ...here, text }), secrets);
  const printed = new Map<string, ReturnType<typeof gatherText>>();
  const stream = (callId: string, name: 'stdout' | 'stderr') => {
    const key = `${callId} ${name}`;
    const known = printed.get(key) ?? gatherText((text) => emit({ kind: 'command_printed', ...here, callId, stream: name, text }), secrets);
    printed.set(key, known);
    return known;
  };
  const watcher: TurnWatcher = {
    said: words.add,
    called: (call) => {
      words.end();
      emit({ kind: 'tool_called', ...here, ...call });
    },
    answered: (call) => emit({ kind: 'tool_answered', ...here, ...call }),
    changed: ({ callId, path, before, after }) =>
      emit({ kind: 'file_changed', ...here, callId, path, ...countChangedLines(before, after) }),
    started: ({ callId, command }) => {
      words.end();
      emit({ kind: 'command_started', ...here, callId, command });
    },
    printed: (callId, name, text) => stream(callId, name).add(text),
    ended: ({ durationMs, ...end }) => {
      for (const name of ['stdout', 'stderr'] as const) stream(end.callId, name).end();
      emit({ kind: 'command_ended', ...here, ...end, durationMs: Math.round(durationMs) });
    },
    spent: (usd) => onSpent(usd * 1_000_000),
  };
  return { watcher, end: words.end };
}
