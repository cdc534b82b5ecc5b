import {
  answerStep,
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

/** A turn of the model that has finished, as it was stored. */
export function turnOf(memory: RunMemory, turn: number): Turn {
  const output = memory.get(modelStep(memory, turn));
  if (output?.kind !== 'turn') throw new Error(`There is no turn ${turn} in this run.`);
  // Stored as the agents made it; the interpreter knows of it only what it needs.
  return output.turn as Turn;
}

/** What people told the agent that it heard with this turn. */
export function heardIn(memory: RunMemory, turn: number): readonly Heard[] {
  const output = memory.get(modelStep(memory, turn));
  return output?.kind === 'turn' ? (output.heard ?? []) : [];
}

/** What a call was answered: by its step, by the person who was asked, or by what became of verified work that was given back. */
export function answerOf(memory: RunMemory, turn: number, index: number, call: Turn['calls'][number]): { value: string; isError: boolean } {
  const { step } = lastStepOfCall(memory, turn, index, call);
  const own = memory.get(step);
  const given = own?.kind === 'verified' ? givenBack(memory, roundOf(memory, step)) : undefined;
  const output = memory.get(answerStep(call.callId)) ?? given ?? own;
  const value = output && 'output' in output ? output.output : 'There is no answer.';
  return { value, isError: output?.kind === 'refused' || (output?.kind === 'answer' && output.isError) };
}

/** Verified, and given back all the same: a reviewer sent it back, or it did not fit to what others had merged. */
function givenBack(memory: RunMemory, round: number): StepOutput | undefined {
  const reviewed = memory.get(reviewStep(memory, round));
  if (reviewed?.kind === 'reviewed' && reviewed.objection !== null) return { kind: 'answer', output: reviewed.objection, isError: true };
  return memory.get(resolveStep(round));
}
