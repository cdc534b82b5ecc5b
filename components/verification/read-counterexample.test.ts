import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCounterexample, readExpectation, readSteps } from './read-counterexample.ts';

test('any text gives rows or nothing, never an exception', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      readCounterexample(text);
    }),
  );
});

test('every leaf of the arguments is a row of its own', () => {
  const leaves = (value: unknown): number => {
    if (value === null || typeof value !== 'object') return 1;
    const inner = Object.values(value);
    return inner.length === 0 ? 1 : inner.map(leaves).reduce((a, b) => a + b);
  };
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 2 }), { minLength: 1, maxLength: 4 }), (args) => {
      const count = args.map(leaves).reduce((a, b) => a + b);
      expect(readCounterexample(JSON.stringify(args))?.length ?? 'too many').toBe(count <= 40 ? count : 'too many');
    }),
  );
});

test('names read as paths', () => {
  expect(readCounterexample('[{"unitPrice":1,"lines":[{"quantity":10}]}]')).toEqual([
    { name: 'unitPrice', value: '1' },
    { name: 'lines[0].quantity', value: '10' },
  ]);
  expect(readCounterexample('[1001,-1]')).toEqual([
    { name: 'input 1', value: '1001' },
    { name: 'input 2', value: '-1' },
  ]);
});

test('an assertion tells expected from observed', () => {
  expect(readExpectation('AssertionError: expected 1 to be +0 // Object.is equality')).toEqual({ observed: '1', expected: '+0' });
  expect(readExpectation('5 percent for 10 units (expected 1, got 0)')).toEqual({ expected: '1', observed: '0' });
  expect(readExpectation('Expected values to be strictly equal:\n\n0 !== 1\n')).toEqual({ expected: '1', observed: '0' });
  expect(readExpectation('it broke')).toBeNull();
});

test('the steps of a suite are read as steps, and other lists are not', () => {
  const step = {
    event: 'order_is_priced',
    inputs: { quantity: 10 },
    with: ['Quantity is 10'],
    expected: ['5 percent'],
    observed: ['none'],
  };
  expect(readSteps(JSON.stringify([step]))).toEqual([
    { when: 'order is priced', with: ['Quantity is 10'], expected: ['5 percent'], observed: ['none'] },
  ]);
  for (const text of ['[]', '[1]', '{}', 'no JSON', '[{"event":"a"}]', JSON.stringify([step, 1])]) expect(readSteps(text)).toBeNull();
});
