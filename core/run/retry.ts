import {
  answerStep,
  goOnAnswer,
  lastStepOfCall,
  modelStep,
  type RunMemory,
  roundOf,
  type StepOutput,
  stallStep,
  stepOfCall,
} from './next-step.ts';

/** How many turns of the model a run has had: a retry may begin before each of them, or where the run ended. */
export function turnsOf(memory: RunMemory): number {
  let turns = 0;
  while (memory.get(modelStep(memory, turns))?.kind === 'turn') turns += 1;
  return turns;
}

/**
 * What a run that begins before turn `turn` of another one knows of it: all that was said and done in the turns before. How the other ended is no part
 * of it, nor is any step that decided so: that one is carried out again.
 */
export function memoryBefore(memory: RunMemory, turn: number): Map<string, StepOutput> {
  const kept = new Map<string, StepOutput>();
  const keep = (step: string, callId: string) => {
    const output = memory.get(step);
    const answered = [step, callId].map(answerStep).find((key) => memory.has(key));
    // A question that nobody answered is asked again: the other run's card is not this one's.
    if (!output || output.kind === 'ended' || (output.kind === 'asked' && answered === undefined)) return;
    kept.set(step, output);
    const answer = answered === undefined ? undefined : memory.get(answered);
    if (answered !== undefined && answer) kept.set(answered, answer);
  };
  const keepWithAgain = (first: string, callId = first) => {
    for (const step of memory.keys()) if (step === first || step.startsWith(`${first}.`)) keep(step, callId);
  };
  let rounds = 0;
  for (let i = 0; i < Math.min(turn, turnsOf(memory)); i += 1) {
    keep(stallStep(i), stallStep(i));
    keepWithAgain(`model-${i}`);
    const output = memory.get(modelStep(memory, i));
    if (output?.kind !== 'turn') break;
    for (const [index, call] of output.turn.calls.entries()) {
      keepWithAgain(stepOfCall(i, index, call).step, call.callId);
      const last = lastStepOfCall(memory, i, index, call).step;
      // Work that was given back has a turn after it that heard so; what came of it otherwise is tried again.
      if (memory.get(last)?.kind === 'verified' && i + 1 < turn) rounds = Math.max(rounds, roundOf(memory, last) + 1);
    }
  }
  for (let round = 0; round < rounds; round += 1)
    for (const kind of ['review', 'commit', 'merge', 'resolve']) keepWithAgain(round === 0 ? kind : `${kind}-${round}`);
  // Whoever retries says with it that it shall go on: people are not asked at once what they were asked before.
  if (memory.has(stallStep(turn))) {
    kept.set(stallStep(turn), { kind: 'asked' });
    kept.set(answerStep(stallStep(turn)), { kind: 'answer', output: goOnAnswer, isError: false });
  }
  return kept;
}
