import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatEuro, percentOf } from '../src/money.ts';

const amounts = fc.integer({ min: 0, max: 50_000_000 });

test('Feature: order-pricing, Property 3: Percentages round to the nearest cent', () => {
  fc.assert(
    fc.property(amounts, fc.integer({ min: 0, max: 100 }), (amount, percent) => {
      const part = percentOf(amount, percent);
      assert.ok(Number.isInteger(part));
      assert.ok(part <= amount);
      // In hundredths of a cent, so that the test does not round either.
      const error = part * 100 - amount * percent;
      assert.ok(error > -50 && error <= 50, `${part} is ${error} hundredths away`);
    }),
  );
});

test('half a cent is rounded up (Requirements 2.1)', () => {
  assert.equal(percentOf(10, 5), 1);
  assert.equal(percentOf(9, 5), 0);
});

test('prints euros and cents', () => {
  assert.equal(formatEuro(0), '0.00 EUR');
  assert.equal(formatEuro(5), '0.05 EUR');
  assert.equal(formatEuro(123_456), '1234.56 EUR');
});
