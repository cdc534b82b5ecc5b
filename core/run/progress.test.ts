import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isStalled, type Round, triedWords } from './progress.ts';

const round = (...names: string[]): Round => ({ names, failing: names.map((name) => `${name}: broken`) });

test('the same failures four times in a row lead nowhere', () => {
  const same = round('a');
  expect(isStalled([same, same, same])).toBe(false);
  expect(isStalled([same, same, same, same])).toBe(true);
  expect(isStalled([round('b'), same, same, same, round('b', 'a')])).toBe(false);
});

test('one thing is mended by breaking another, to and fro: each was killed once, and that counts once', () => {
  const fro = Array.from({ length: 9 }, (_, i) => round(i % 2 === 0 ? 'a' : 'b'));
  expect(isStalled(fro.slice(0, 8))).toBe(false);
  expect(isStalled(fro)).toBe(true);
});

test('whoever kills a new failure each round gets further, however long it takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
      expect(isStalled(Array.from({ length: count }, (_, i) => round(`property ${i}`)))).toBe(false);
    }),
  );
});

test('rounds that kill nothing are stalled at some time, whatever they say', () => {
  const messages = fc.array(fc.string(), { minLength: 7, maxLength: 20 });
  fc.assert(
    fc.property(messages, (messages) => {
      expect(isStalled(messages.map((message) => ({ names: ['a', 'b'], failing: [`a: ${message}`] })))).toBe(true);
    }),
  );
});

test('people read the rounds, what was made to pass, and what still fails', () => {
  const words = triedWords([round('a', 'b'), round('b'), round('b')]);
  expect(words).toBe(
    [
      'Round 1: a, b failed.',
      'Round 2: b failed.',
      'Round 3: b failed.',
      'Made to pass on the way: a.',
      'What still fails:',
      '- b: broken',
    ].join('\n'),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ names: fc.array(fc.string()), failing: fc.array(fc.string({ maxLength: 5_000 })) })), (rounds) => {
      expect(triedWords(rounds).length).toBeLessThan(9_000);
    }),
  );
});
