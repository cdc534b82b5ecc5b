import { beforeEach, expect, test, vi } from 'vitest';
import { type AnswerInput, sendAnswer, unsentAnswers } from './unsent-answers.ts';

const kept = new Map<string, string>();
const answer: AnswerInput = {
  organization: 'home',
  id: '0d9a1f5c-0b0e-4f6e-9a55-3c2f0d1f7a11',
  specId: 'b7a60c4e-6f6d-4a86-8a7b-0f6a2c1f9d22',
  findingId: 'f',
  cause: 'c',
  criteria: ['1.1'],
  question: 'Which?',
  answer: { kind: 'free', words: 'This.' },
};

beforeEach(() => {
  kept.clear();
  const storage = new Proxy(
    {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    },
    { ownKeys: () => [...kept.keys()], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }) },
  );
  vi.stubGlobal('localStorage', storage);
});

test('an answer is held until the server has spoken, and sent again as the same one', async () => {
  const never = Promise.withResolvers<void>();
  void sendAnswer(answer, () => never.promise);
  expect(unsentAnswers(answer.specId)).toEqual([answer]);
  expect(unsentAnswers('another')).toEqual([]);
  const again: AnswerInput[] = [];
  for (const left of unsentAnswers(answer.specId)) await sendAnswer(left, (input) => Promise.resolve(again.push(input)));
  expect(again).toEqual([answer]);
  expect(unsentAnswers(answer.specId)).toEqual([]);
});

test('a server that is gone loses none; one that refuses is not asked again', async () => {
  expect(await sendAnswer(answer, () => Promise.reject(new TypeError('Failed to fetch')))).toBe(false);
  expect(unsentAnswers(answer.specId)).toEqual([answer]);
  expect(
    await sendAnswer(answer, () => Promise.reject(Object.assign(new Error('The text has changed.'), { data: { code: 'CONFLICT' } }))),
  ).toBe(false);
  expect(unsentAnswers(answer.specId)).toEqual([]);
});
