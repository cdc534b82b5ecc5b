import type { Grant } from '#core/access/agent-policy.ts';
import { isStalled, type Round, triedWords } from './progress.ts';
import type { RunOutcome } from './run-event.ts';

/** What a person told a running agent. */
export type Heard = { by: string; text: string };
/** A call as a turn holds it; `problem` is set where it fits no tool. */
type Call = { callId: string; tool: string; problem: string | null };

/**
 * What a finished step gave. `ended` comes from any step that decides how the run ends: what is left is to close it.
 * `refused` is a `finish` whose verification failed; `failing` names what failed, to tell progress from none.
 */
export type StepOutput =
  | { kind: 'ready' }
  | { kind: 'over' }
  /** Somebody paused the run: its segment ends, and resuming starts the next one. */
  | { kind: 'paused' }
  /**
   * `heard` is what people told the agent since the turn before: part of the conversation from here on. `tree` is the commit that holds the
   * files as they were when the model was asked: what a retry from here begins with.
   */
  | { kind: 'turn'; turn: { calls: Call[] }; heard?: Heard[]; tree?: string }
  /** `round` is what failed where the checks were run; none where they passed. */
  | { kind: 'answer'; output: string; isError: boolean; round?: Round }
  | { kind: 'refused'; output: string; failing: string[]; names?: string[] }
  /** `about` is what a person is asked to allow, `objection` what a reviewer holds against the work. */
  | { kind: 'asked'; about?: Grant; objection?: string }
  /** What a model that was asked in a study said; null where it did not, with the reason. */
  | { kind: 'heard'; text: string | null; reason: string | null }
  | { kind: 'verified' }
  /** What a reviewer in a fresh context said of it; an objection gives the work back to the agent. */
  | { kind: 'reviewed'; objection: string | null }
  | { kind: 'committed' }
  | { kind: 'merged' }
  /** It does not fit to what others have merged, and the agent gets it back without anybody being asked. */
  | { kind: 'conflicted' }
  | { kind: 'ended'; outcome: RunOutcome; reason: string }
  | { kind: 'closed' };

/** The outputs of a run's finished steps, by step. */
export type RunMemory = ReadonlyMap<string, StepOutput>;

/** What a run does next. `step` is the key of a durable step: whatever happens, it is finished once. */
export type NextStep =
  | { kind: 'begin'; step: string }
  | { kind: 'prepare' | 'mark-done'; step: string }
  /** `round` counts the verifications that passed: after a conflict the agent may come to another one. */
  | { kind: 'review' | 'commit' | 'merge' | 'resolve'; step: string; round: number }
  | { kind: 'model'; step: string; turn: number }
  /** The rounds lead nowhere: before turn `turn` people are asked, with what was tried. */
  | { kind: 'stall'; step: string; turn: number; tried: string }
  | { kind: 'tool' | 'check' | 'ask' | 'verify'; step: string; turn: number; index: number }
  | { kind: 'close'; step: string; outcome: RunOutcome; reason: string }
  /** A person has to answer; the answer starts the next segment. */
  | { kind: 'park' }
  | { kind: 'stop' };

/** Turns after which people are asked whether it shall go on. */
export const maxTurns = 40;
/** Turns in a row without a call that can be carried out: told the first time, given up on after that. */
const maxIdleTurns = 3;

const stepOfTool: Record<string, 'check' | 'ask' | 'verify'> = { run_checks: 'check', ask_person: 'ask', finish: 'verify' };

/** What people answer to end a run that came to a cap or gets no further; anything else goes on. */
export const stopAnswer = 'Stop here';
export const goOnAnswer = 'Go on';
/** To a question about what people have to do elsewhere first. */
export const lookAgain = 'Look again';

/** What people answer where a run's work cannot be merged by itself; anything else tries it again. */
export const mergeAnswers = { merge: 'Merge it', leave: 'Leave it on its branch', resolve: 'Let the agent resolve it' } as const;

/** What people answer where a rule asks them first; anything else refuses, in their words. */
export const allowAnswers = { once: 'Allow once', run: 'Allow for this run', refuse: 'Refuse' } as const;

/** Where the service that takes a person's answer keeps it. */
export const answerStep = (callId: string) => `answer-${callId}`;

/**
 * The interpreter of a run: from what its finished steps gave, what comes next. Pure, so a run that is taken up again
 * (on another worker, in another segment) walks the same way; all that costs or touches the world is inside the steps.
 */
export function nextStep(memory: RunMemory, segment: number): NextStep {
  const begin = `begin-${segment}`;
  const begun = memory.get(begin);
  if (!begun) return { kind: 'begin', step: begin };
  if (begun.kind === 'over' || begun.kind === 'paused' || memory.has('close')) return { kind: 'stop' };
  const ended = [...memory.values()].find((output) => output.kind === 'ended');
  if (ended) return { kind: 'close', step: 'close', outcome: ended.outcome, reason: ended.reason };
  if (!memory.has('prepare')) return { kind: 'prepare', step: 'prepare' };
  return nextTurn(memory);
}

function nextTurn(memory: RunMemory): NextStep {
  for (let turn = 0; ; turn += 1) {
    const step = modelStep(memory, turn);
    const output = memory.get(step);
    if (wasStopped(memory, turn)) return { kind: 'close', step: 'close', outcome: 'stuck', reason: 'It was stopped at a budget.' };
    if (output?.kind === 'asked') return { kind: 'park' };
    if (output?.kind !== 'turn') return beforeTurn(memory, turn) ?? { kind: 'model', step, turn };
    const open = nextCall(memory, turn, output.turn.calls);
    if (open) return open;
  }
}

/** What has to be settled before the model is asked for turn `turn`: whether there is any sense in asking it again. */
function beforeTurn(memory: RunMemory, turn: number): NextStep | undefined {
  const since = lastGuidance(memory, turn);
  const givenUp = giveUp(memory, since, turn);
  if (givenUp) return { kind: 'close', step: 'close', ...givenUp };
  const step = stallStep(turn);
  const answer = memory.get(answerStep(step));
  if (answer?.kind === 'answer') {
    const reason = 'It was stopped where it got no further.';
    return answer.output === stopAnswer ? { kind: 'close', step: 'close', outcome: 'stuck', reason } : undefined;
  }
  if (memory.has(step)) return { kind: 'park' };
  const rounds = roundsIn(memory, since, turn);
  if (turn - since < maxTurns && !isStalled(rounds)) return undefined;
  const why = turn - since < maxTurns ? '' : `The task was not done within ${turn} answers of the model.\n`;
  return { kind: 'stall', step, turn, tried: why + triedWords(rounds) };
}

/** The step before turn `turn` that asks people what to do, where the rounds before it led nowhere. */
export const stallStep = (turn: number): string => `stall-${turn}`;

/** What people said before turn `turn` when they were told that nothing got better; null where they were not asked. */
export function guidanceBefore(memory: RunMemory, turn: number): string | null {
  const answer = memory.get(answerStep(stallStep(turn)));
  return answer?.kind === 'answer' ? answer.output : null;
}

/** The turn before which people last said how to go on; what was tried before it counts no more. */
function lastGuidance(memory: RunMemory, turn: number): number {
  for (let i = turn - 1; i > 0; i -= 1) if (guidanceBefore(memory, i) !== null) return i;
  return 0;
}

/**
 * The step that asks the model for a turn. A model is not asked while a budget does not allow it: that step ends with a question to people, and
 * each answer of theirs leads to a further step of the same turn.
 */
export function modelStep(memory: RunMemory, turn: number): string {
  return stepsOf(memory, `model-${turn}`).at(-1) ?? `model-${turn}`;
}

/** A step that may end with a question to people, with those that their answers led to: the last one is the one to take. */
function stepsOf(memory: RunMemory, first: string): string[] {
  const steps = [first];
  for (let step = first; memory.get(step)?.kind === 'asked' && memory.has(answerStep(step)); ) {
    step = `${first}.${steps.length}`;
    steps.push(step);
  }
  return steps;
}

/** What people answered to the questions of a round's merge, oldest first. */
export function answersToMerge(memory: RunMemory, round: number): string[] {
  return stepsOf(memory, inRound('merge', round)).flatMap((step) => {
    const answer = memory.get(answerStep(step));
    return answer?.kind === 'answer' ? [answer.output] : [];
  });
}

/** What people have allowed for the rest of the run. */
export function grantsOf(memory: RunMemory): Grant[] {
  return [...memory].flatMap(([step, output]) => {
    const answer = memory.get(answerStep(step));
    return output.kind === 'asked' && output.about && answer?.kind === 'answer' && answer.output === allowAnswers.run ? [output.about] : [];
  });
}

/** What a person answered to the question that led to this step, if one did. */
export function answerBefore(memory: RunMemory, step: string): string | null {
  const [first = step, again] = step.split('.');
  if (again === undefined) return null;
  const answer = memory.get(answerStep(again === '1' ? first : `${first}.${Number(again) - 1}`));
  return answer?.kind === 'answer' ? answer.output : null;
}

const inRound = (step: string, round: number): string => (round === 0 ? step : `${step}-${round}`);

/** The step that gives the agent the work of a round back, on top of what it did not fit to. */
export const resolveStep = (round: number): string => inRound('resolve', round);

/** The step that reviews the work of a round, or the one that people's answers led to. */
export function reviewStep(memory: RunMemory, round: number): string {
  return stepsOf(memory, inRound('review', round)).at(-1) ?? 'review';
}

function wasStopped(memory: RunMemory, turn: number): boolean {
  return stepsOf(memory, `model-${turn}`).some((step) => {
    const answer = memory.get(answerStep(step));
    return answer?.kind === 'answer' && answer.output === stopAnswer;
  });
}

/** The first call of a turn that is not answered yet. A verified `finish` is answered by finishing, if its work can be merged. */
function nextCall(memory: RunMemory, turn: number, calls: readonly Call[]): NextStep | undefined {
  for (const [index, call] of calls.entries()) {
    const { kind, step } = lastStepOfCall(memory, turn, index, call);
    const output = memory.get(step);
    if (!output) return { kind, step, turn, index };
    if (output.kind === 'asked' && (kind !== 'ask' || !memory.has(answerStep(call.callId)))) return { kind: 'park' };
    if (output.kind === 'verified') {
      const next = finishUp(memory, roundOf(memory, step));
      if (next) return next;
    }
  }
  return undefined;
}

/** How many verifications had passed before this one. */
export function roundOf(memory: RunMemory, verifyStep: string): number {
  return [...memory].filter(([step, { kind }]) => kind === 'verified' && isBefore(step, verifyStep)).length;
}

/** Whether one `verify-<turn>-<index>` comes before another, whatever order they are kept in. */
function isBefore(one: string, other: string): boolean {
  const [turn = 0, index = 0] = one.split('-').slice(1).map(Number);
  const [otherTurn = 0, otherIndex = 0] = other.split('-').slice(1).map(Number);
  return turn < otherTurn || (turn === otherTurn && index < otherIndex);
}

/** Review, commit, merge, mark, close; nothing where the agent was given its work back and has called nothing further yet. */
function finishUp(memory: RunMemory, round: number): NextStep | undefined {
  const review = reviewStep(memory, round);
  const reviewed = memory.get(review);
  if (!reviewed) return { kind: 'review', step: review, round };
  if (reviewed.kind === 'asked') return { kind: 'park' };
  if (reviewed.kind === 'reviewed' && reviewed.objection !== null) return undefined;
  const commit = inRound('commit', round);
  if (!memory.has(commit)) return { kind: 'commit', step: commit, round };
  const merge = stepsOf(memory, inRound('merge', round)).at(-1) ?? 'merge';
  const merged = memory.get(merge);
  const last = answersToMerge(memory, round).at(-1);
  if (merged?.kind === 'merged') {
    if (!memory.has('mark-done')) return { kind: 'mark-done', step: 'mark-done' };
    return { kind: 'close', step: 'close', outcome: 'verified', reason: 'The checks of the platform passed, and its work is merged.' };
  }
  if (last === mergeAnswers.leave)
    return {
      kind: 'close',
      step: 'close',
      outcome: 'verified',
      reason: 'The checks of the platform passed. Its work stays on its branch.',
    };
  if (merged?.kind === 'conflicted' || last === mergeAnswers.resolve) {
    const resolve = resolveStep(round);
    return memory.has(resolve) ? undefined : { kind: 'resolve', step: resolve, round };
  }
  return merged?.kind === 'asked' ? { kind: 'park' } : { kind: 'merge', step: merge, round };
}

/** The step that carries out a call, or the one that people's answers led to: what comes of it is what the model is told. */
export function lastStepOfCall(memory: RunMemory, turn: number, index: number, call: Call): ReturnType<typeof stepOfCall> {
  const { kind, step } = stepOfCall(turn, index, call);
  return { kind, step: kind === 'ask' ? step : (stepsOf(memory, step).at(-1) ?? step) };
}

/** The step that carries out a call. One that fits no tool is answered by a step like any other. */
export function stepOfCall(
  turn: number,
  index: number,
  { tool, problem }: Call,
): { kind: 'tool' | 'check' | 'ask' | 'verify'; step: string } {
  const kind = (problem === null ? stepOfTool[tool] : undefined) ?? 'tool';
  return { kind, step: `${kind}-${turn}-${index}` };
}

/** Why there is no sense in asking anybody before turn `turn`, counted from where people last said how to go on. */
function giveUp(memory: RunMemory, since: number, turn: number): { outcome: RunOutcome; reason: string } | undefined {
  const turns = turnsIn(memory, since, turn);
  const lastUseful = turns.findLastIndex(({ calls }) => calls.some(({ problem }) => problem === null));
  if (turns.length - 1 - lastUseful < maxIdleTurns) return undefined;
  return {
    outcome: 'failed',
    reason: `The model answered ${maxIdleTurns} times in a row without a tool call that could be carried out.`,
  };
}

function turnsIn(memory: RunMemory, from: number, to: number): { turn: number; calls: readonly Call[] }[] {
  return Array.from({ length: to - from }, (_, i) => from + i).flatMap((turn) => {
    const output = memory.get(modelStep(memory, turn));
    return output?.kind === 'turn' ? [{ turn, calls: output.turn.calls }] : [];
  });
}

/** Each time that the checks were run in these turns and failed, for the agent or to verify it. */
function roundsIn(memory: RunMemory, from: number, to: number): Round[] {
  return turnsIn(memory, from, to).flatMap(({ turn, calls }) =>
    calls.flatMap((call, index): Round[] => {
      const output = memory.get(lastStepOfCall(memory, turn, index, call).step);
      if (output?.kind === 'refused') return [{ failing: output.failing, names: output.names ?? output.failing }];
      return output?.kind === 'answer' && output.round ? [output.round] : [];
    }),
  );
}
