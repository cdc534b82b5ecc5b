import type { ModelMessage } from 'ai';
import { describe, expect, test } from 'vitest';
import type { Turn } from './agent.ts';
import { ModelFailure } from './model-failure.ts';
import { takeModelTurn } from './model-turn.ts';
import { findPlay, type Play, scriptedModel } from './scripted-model.ts';

async function ask(
  play: Play | null,
  messages: ModelMessage[],
  signal = new AbortController().signal,
): Promise<{ turn: Turn; pieces: string[] }> {
  const pieces: string[] = [];
  const model = scriptedModel(play, { pieceDelayMs: 0 });
  const turn = await takeModelTurn({ model, instructions: 'x', messages, signal, onText: (text) => pieces.push(text) });
  return { turn, pieces };
}

/** Plays to the end as a workflow would, with a person who always gives the same answer. */
async function playAll(play: Play, answer: (options: string[]) => string): Promise<Turn[]> {
  const messages: ModelMessage[] = [{ role: 'user', content: 'Task' }];
  const turns: Turn[] = [];
  for (;;) {
    const { turn } = await ask(play, messages);
    turns.push(turn);
    if (turn.calls.some(({ tool }) => tool === 'finish')) return turns;
    const content = turn.calls.map(({ callId, tool, input }) => {
      const value = tool === 'ask_person' ? answer((input as { options: string[] }).options) : 'done';
      return { type: 'tool-result' as const, toolCallId: callId, toolName: tool, output: { type: 'text' as const, value } };
    });
    messages.push(...turn.messages, { role: 'tool', content });
  }
}

const play = (taskId: string): Play => {
  const found = findPlay('order-pricing', taskId);
  if (!found) throw new Error(`The sample has no play for ${taskId}.`);
  return found;
};

describe.each(['3.1', '4.1', '5.1'])('the play of task %s', (taskId) => {
  test.each([0, 1])('ends, with calls that fit the tools, whatever is answered (option %i)', async (choice) => {
    const turns = await playAll(play(taskId), (options) => options[choice] ?? '');
    const calls = turns.flatMap((turn) => turn.calls);
    expect(calls.filter(({ problem }) => problem !== null)).toEqual([]);
    expect(new Set(calls.map(({ callId }) => callId)).size).toBe(calls.length);
    expect(calls.at(-1)?.tool).toBe('finish');
    expect(calls.filter(({ tool }) => tool === 'run_checks').length).toBeGreaterThanOrEqual(2);
  });

  test('is the same each time', async () => {
    const first = await playAll(play(taskId), (options) => options[0] ?? '');
    expect(await playAll(play(taskId), (options) => options[0] ?? '')).toEqual(first);
  });
});

test('answers lead to different turns', async () => {
  const [one, other] = await Promise.all([0, 1].map((choice) => playAll(play('4.1'), (options) => options[choice] ?? '')));
  expect(one).not.toEqual(other);
});

test('an answer that the script did not offer is not played over', async () => {
  await expect(playAll(play('4.1'), () => 'Something else entirely')).rejects.toThrow('no script for this answer');
});

test('words arrive in pieces', async () => {
  const { turn, pieces } = await ask(play('3.1'), [{ role: 'user', content: 'Task' }]);
  expect(pieces.length).toBeGreaterThan(5);
  expect(pieces.join('')).toBe(turn.text);
});

test('a task without a play is refused with the reason', async () => {
  expect(findPlay('order-pricing', '99')).toBeNull();
  expect(findPlay('another-spec', '3.1')).toBeNull();
  const refusal = await ask(null, [{ role: 'user', content: 'Task' }]).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(ModelFailure);
  expect(refusal).toMatchObject({
    kind: 'refused',
    message: 'The scripted model only knows the tasks of the sample project. Connect a model in Settings to run this task.',
  });
});

test('a signal ends it in the middle of a sentence', async () => {
  const controller = new AbortController();
  const model = scriptedModel(play('3.1'), { pieceDelayMs: 5 });
  const reason = new Error('cancelled');
  const turn = takeModelTurn({
    model,
    instructions: 'x',
    messages: [{ role: 'user', content: 'Task' }],
    signal: controller.signal,
    onText: () => controller.abort(reason),
  });
  await expect(turn).rejects.toBe(reason);
});
