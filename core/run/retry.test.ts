import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerStep, nextStep, type StepOutput } from './next-step.ts';
import { memoryBefore, turnsOf } from './retry.ts';

type Memory = Map<string, StepOutput>;

/** A run of so many turns with calls of all kinds, each answered by a step, which ended as `end` says. */
const runs = fc
  .record({
    turns: fc.array(fc.array(fc.constantFrom('read_file', 'run_checks', 'ask_person', 'run_command'), { minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 8,
    }),
    end: fc.constantFrom('ended', 'none', 'capped'),
  })
  .map(({ turns, end }): Memory => {
    const memory: Memory = new Map([
      ['begin-1', { kind: 'ready' }],
      ['prepare', { kind: 'ready' }],
    ]);
    for (const [turn, tools] of turns.entries()) {
      const calls = tools.map((tool, index) => ({ callId: `${turn}.${index}`, tool, problem: null }));
      memory.set(`model-${turn}`, { kind: 'turn', turn: { calls }, tree: `tree-${turn}` });
      for (const [index, { callId, tool }] of calls.entries()) {
        const kind = tool === 'ask_person' ? 'ask' : tool === 'run_checks' ? 'check' : 'tool';
        memory.set(`${kind}-${turn}-${index}`, kind === 'ask' ? { kind: 'asked' } : { kind: 'answer', output: callId, isError: false });
        if (kind === 'ask') memory.set(answerStep(callId), { kind: 'answer', output: 'Yes', isError: false });
      }
    }
    if (end === 'ended') memory.set(`model-${turns.length}`, { kind: 'ended', outcome: 'failed', reason: 'The provider is down.' });
    if (end === 'capped') {
      memory.set(`model-${turns.length}`, { kind: 'asked' });
      memory.set(answerStep(`model-${turns.length}`), { kind: 'answer', output: 'Stop here', isError: false });
    }
    if (end !== 'none') memory.set('close', { kind: 'closed' });
    return memory;
  });

/** What a new run walks over: what it took over, and its own beginning. */
const takenOver = (memory: Memory, turn: number): Memory =>
  new Map([...memoryBefore(memory, turn), ['begin-1', { kind: 'ready' }], ['prepare', { kind: 'ready' }]]);

test('a retry asks the model for the very turn that it begins before, however the other run ended', () => {
  fc.assert(
    fc.property(runs, fc.nat(8), (memory, wanted) => {
      const turn = Math.min(wanted, turnsOf(memory));
      expect(nextStep(takenOver(memory, turn), 1)).toEqual({ kind: 'model', step: `model-${turn}`, turn });
    }),
  );
});

test('what it takes over is what the other run had, word for word, and nothing of later turns', () => {
  fc.assert(
    fc.property(runs, fc.nat(8), (memory, turn) => {
      for (const [step, output] of memoryBefore(memory, turn)) {
        expect(memory.get(step)).toBe(output);
        const of = /^(?:model|tool|check|ask|verify)-(\d+)/.exec(step)?.[1];
        if (of !== undefined) expect(Number(of)).toBeLessThan(turn);
      }
    }),
  );
});

test('a step that ended the run is carried out again', () => {
  const calls = [{ callId: 'a', tool: 'run_command', problem: null }];
  const memory: Memory = new Map([
    ['begin-1', { kind: 'ready' }],
    ['prepare', { kind: 'ready' }],
    ['model-0', { kind: 'turn', turn: { calls } }],
    ['tool-0-0', { kind: 'ended', outcome: 'cancelled', reason: 'Cancelled by Ada.' }],
    ['close', { kind: 'closed' }],
  ]);
  expect(nextStep(takenOver(memory, 1), 1)).toEqual({ kind: 'tool', step: 'tool-0-0', turn: 0, index: 0 });
});

test('a question that nobody answered is asked again, and one that somebody did is not', () => {
  const calls = [{ callId: 'a', tool: 'ask_person', problem: null }];
  const memory: Memory = new Map([
    ['model-0', { kind: 'turn', turn: { calls } }],
    ['ask-0-0', { kind: 'asked' }],
  ]);
  expect(nextStep(takenOver(memory, 1), 1)).toEqual({ kind: 'ask', step: 'ask-0-0', turn: 0, index: 0 });
  memory.set(answerStep('a'), { kind: 'answer', output: 'Yes', isError: false });
  expect(nextStep(takenOver(memory, 1), 1)).toEqual({ kind: 'model', step: 'model-1', turn: 1 });
});

test('work that was given back stays given back, and a merge that ended the run is tried again', () => {
  const finish = (callId: string) => [{ callId, tool: 'finish', problem: null }];
  const memory: Memory = new Map([
    ['model-0', { kind: 'turn', turn: { calls: finish('a') } }],
    ['verify-0-0', { kind: 'verified' }],
    ['review', { kind: 'reviewed', objection: null }],
    ['commit', { kind: 'committed' }],
    ['merge', { kind: 'asked' }],
    [answerStep('merge'), { kind: 'answer', output: 'Let the agent resolve it', isError: false }],
    ['resolve', { kind: 'answer', output: 'Both sides.', isError: true }],
    ['model-1', { kind: 'turn', turn: { calls: finish('b') } }],
    ['verify-1-0', { kind: 'verified' }],
    ['review-1', { kind: 'reviewed', objection: null }],
    ['commit-1', { kind: 'committed' }],
    ['merge-1', { kind: 'asked' }],
    [answerStep('merge-1'), { kind: 'answer', output: 'Leave it on its branch', isError: false }],
    ['close', { kind: 'closed' }],
  ]);
  expect(nextStep(takenOver(memory, 2), 1)).toEqual({ kind: 'review', step: 'review-1', round: 1 });
  expect(nextStep(takenOver(memory, 1), 1)).toEqual({ kind: 'review', step: 'review', round: 0 });
});

test('whoever retries a run that got no further is not asked at once what people were asked before', () => {
  const memory: Memory = new Map();
  for (let turn = 0; turn < 4; turn += 1) {
    memory.set(`model-${turn}`, { kind: 'turn', turn: { calls: [{ callId: `${turn}`, tool: 'finish', problem: null }] } });
    memory.set(`verify-${turn}-0`, { kind: 'refused', output: 'no', failing: ['a: broken'], names: ['a'] });
  }
  expect(nextStep(takenOver(memory, 4), 1)).toMatchObject({ kind: 'stall', step: 'stall-4' });
  memory.set('stall-4', { kind: 'asked' });
  memory.set(answerStep('stall-4'), { kind: 'answer', output: 'Stop here', isError: false });
  memory.set('close', { kind: 'closed' });
  expect(nextStep(takenOver(memory, 4), 1)).toMatchObject({ kind: 'model', step: 'model-4' });
  expect(nextStep(takenOver(memory, 3), 1)).toMatchObject({ kind: 'model', step: 'model-3' });
});
