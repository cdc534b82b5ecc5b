import { foldedTurns, type Room } from '#core/run/compaction.ts';
import { guidanceBefore, type Heard, type RunMemory } from '#core/run/next-step.ts';
import type { Turn } from '#server/agents/agent.ts';
import { inShort } from './in-short.ts';
import { answerOf, heardIn, turnOf } from './turns.ts';

export type Message = Turn['messages'][number];

/** Which call of which turn. */
export type CallPlace = { turn: number; index: number };

const nudge = 'You called no tool. Go on with the task by calling tools; when it is complete, call finish.';

/** About 100,000 tokens at four characters each: every model of today holds that beside its instructions, and none reads more of it well. */
const conversationRoom: Room = { high: 400_000, low: 150_000 };

/**
 * The conversation before turn `turn`, rebuilt from what finished: the same in every segment and on every worker. A call is answered by its step, or
 * by the person who was asked. Where it outgrows its room, its first turns are told in short; the task and its slice of the spec, which open it, never.
 */
export function conversationOf(opening: Message, memory: RunMemory, turn: number, room = conversationRoom): Message[] {
  const turns = Array.from({ length: turn }, (_, i) => messagesOf(memory, i));
  const folded = foldedTurns(
    turns.map((messages) => JSON.stringify(messages).length),
    room,
  );
  const short = folded > 0 ? [inShort(memory, folded)] : [];
  return [opening, ...short, ...turns.slice(folded).flat(), ...guidance(memory, turn)];
}

function messagesOf(memory: RunMemory, turn: number): Message[] {
  const { text, calls, messages: said } = turnOf(memory, turn);
  const own: Message[] = said.length > 0 ? said : [{ role: 'assistant', content: text || '(nothing)' }];
  const answered: Message = calls.length > 0 ? answersOf(memory, turn, calls) : { role: 'user', content: nudge };
  return [...guidance(memory, turn), ...toldBy(heardIn(memory, turn)), ...own, answered];
}

/** What people said before a turn when they were asked because nothing got better. */
function guidance(memory: RunMemory, turn: number): Message[] {
  const answer = guidanceBefore(memory, turn);
  if (answer === null) return [];
  const content = `Nothing got better in your last rounds, so people were asked. They say: ${answer}\nDo not repeat what you have tried.`;
  return [{ role: 'user', content }];
}

/** What people said, as the model is told it: after everything that was before, and before it answers. */
export function toldBy(heard: readonly Heard[]): Message[] {
  return heard.map(({ by, text }) => ({ role: 'user', content: `${by} tells you, while you work: ${text}` }));
}

/** A call of a turn that has finished. */
export function callOf(memory: RunMemory, { turn, index }: CallPlace): Turn['calls'][number] {
  const call = turnOf(memory, turn).calls[index];
  if (!call) throw new Error(`Turn ${turn} has no call ${index}.`);
  return call;
}

function answersOf(memory: RunMemory, turn: number, calls: Turn['calls']): Message {
  const content = calls.map((call, index) => {
    const { value, isError } = answerOf(memory, turn, index, call);
    const type = isError ? ('error-text' as const) : ('text' as const);
    return { type: 'tool-result' as const, toolCallId: call.callId, toolName: call.tool, output: { type, value } };
  });
  return { role: 'tool', content };
}
