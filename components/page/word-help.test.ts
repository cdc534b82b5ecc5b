import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyWord, wordHelp } from './word-help.ts';

const words = ['SHALL', 'Order_Service', 'Order'];

test('offers what was begun, and puts it in place of just that', () => {
  expect(wordHelp('THE or', 6, words)).toEqual(['Order_Service', 'Order']);
  expect(applyWord('THE or, now', 6, 'Order')).toEqual({ value: 'THE Order, now', caret: 9 });
  expect(wordHelp('THE o', 5, words)).toEqual([]);
  expect(wordHelp('THE orx', 6, words)).toEqual([]);
});

test('what stands around the word is left as it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const head = `${before} `;
      const { value, caret } = applyWord(`${head}or${after}`, head.length + 2, 'Order');
      expect(value).toBe(`${head}Order${after}`);
      expect(caret).toBe(head.length + 5);
    }),
  );
});
