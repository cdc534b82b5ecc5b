import { expect, test } from 'vitest';
import { createKeyLimit, keyBurst } from './key-limit.ts';

test('a key that asks too much is held back, others and sessions go on', () => {
  const mayUse = createKeyLimit();
  const busy = { headers: { 'x-api-key': 'plumb_busy' } };
  const answers = Array.from({ length: keyBurst * 2 }, () => mayUse(busy));
  expect(answers.slice(0, keyBurst).every(Boolean)).toBe(true);
  expect(answers.filter((answer) => !answer).length).toBeGreaterThan(keyBurst / 2);
  expect(mayUse({ headers: { authorization: 'Bearer plumb_other' } })).toBe(true);
  expect(mayUse({ headers: { cookie: 'plumbline.session_token=x' } })).toBe(true);
});
