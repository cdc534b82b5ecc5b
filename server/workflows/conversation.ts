import {
  answerStep,
  guidanceBefore,
  type Heard,
  lastStepOfCall,
  modelStep,
  type RunMemory,
  resolveStep,
  reviewStep,
  roundOf,
  type StepOutput,
} from '#core/run/next-step.ts';
import type { Turn } from '#server/agents/agent.ts';

type Message = Turn['messages'][number];

/** Which call of which turn. */
export type CallPlace = { turn: number; index: number };

const nudge = 'You called no tool. Go on with the task by calling tools; when it is complete, call finish.';

/**
 * The conversation before turn `turn`, rebuilt from what finished: the same in every segment and on every worker. A call
 * is answered by its step, or by the person who was asked.
 */
export function conversationOf(opening: Message, memory: RunMemory, turn: number): Message[] {
  const messages = [opening];
  for (let i = 0; i < turn; i += 1) {
    const { text, calls, messages: said } = turnOf(memory, i);
    messages.push(...guidance(memory, i), ...toldBy(heardIn(memory, i)));
    messages.push(...said);
    if (said.length === 0) messages.push({ role: 'assistant', content: text || '(nothing)' });
    messages.push(calls.length > 0 ? answersOf(memory, i, calls) : { role: 'user', content: nudge });
  }
  return [...messages, ...guidance(memory, turn)];
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

function heardIn(memory: RunMemory, turn: number): readonly Heard[] {
  const output = memory.get(modelStep(memory, turn));
  return output?.kind === 'turn' ? (output.heard ?? []) : [];
}

/** Verified, and given back all the same: a reviewer sent it back, or it did not fit to what others had merged. */
function givenBack(memory: RunMemory, round: number): StepOutput | undefined {
  const reviewed = memory.get(reviewStep(memory, round));
  if (reviewed?.kind === 'reviewed' && reviewed.objection !== null) return { kind: 'answer', output: reviewed.objection, isError: true };
  return memory.get(resolveStep(round));
}

function turnOf(memory: RunMemory, turn: number): Turn {
  const output = memory.get(modelStep(memory, turn));
  if (output?.kind !== 'turn') throw new Error(`There is no turn ${turn} in this run.`);
  // Stored as the agents made it; the interpreter knows of it only what it needs.
  return output.turn as Turn;
}

/** A call of a turn that has finished. */
export function callOf(memory: RunMemory, { turn, index }: CallPlace): Turn['calls'][number] {
  const call = turnOf(memory, turn).calls[index];
  if (!call) throw new Error(`Turn ${turn} has no call ${index}.`);
  return call;
}

function answersOf(memory: RunMemory, turn: number, calls: Turn['calls']): Message {
  const content = calls.map((call, index) => {
    const { step } = lastStepOfCall(memory, turn, index, call);
    const own = memory.get(step);
    const given = own?.kind === 'verified' ? givenBack(memory, roundOf(memory, step)) : undefined;
    const output = memory.get(answerStep(call.callId)) ?? given ?? own;
    const value = output && 'output' in output ? output.output : 'There is no answer.';
    const isError = output?.kind === 'refused' || (output?.kind === 'answer' && output.isError);
    const type = isError ? ('error-text' as const) : ('text' as const);
    return { type: 'tool-result' as const, toolCallId: call.callId, toolName: call.tool, output: { type, value } };
  });
  return { role: 'tool', content };
}
