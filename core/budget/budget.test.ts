import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Amount, admit, type Budget, type BudgetStanding, estimate } from './budget.ts';
import { costOf, dollars, findPrice, type Price } from './price.ts';

const budget: fc.Arbitrary<Budget> = fc.record({
  id: fc.uuid(),
  scope: fc.constantFrom('run', 'spec', 'project', 'person', 'organization'),
  subjectId: fc.constant(null),
  period: fc.constantFrom('day', 'ever'),
  unit: fc.constantFrom('usd', 'tokens'),
  limit: fc.nat(10_000),
});
const amount: fc.Arbitrary<Amount> = fc.record({ usd: fc.nat(3_000), tokens: fc.nat(3_000) });

test('whatever is asked for in whatever order, spent and put aside never pass a budget, and a refusal names one that would be', () => {
  fc.assert(
    fc.property(fc.array(budget, { minLength: 1, maxLength: 4 }), fc.array(amount, { maxLength: 30 }), (budgets, asked) => {
      let standings: BudgetStanding[] = budgets.map((one) => ({ budget: one, spent: 0, held: 0 }));
      for (const one of asked) {
        const admission = admit(standings, one);
        const wanted = ({ unit }: Budget) => (unit === 'usd' ? (one.usd ?? 0) : one.tokens);
        const fits = standings.every(({ budget, spent, held }) => spent + held + wanted(budget) <= budget.limit);
        expect(admission.isAdmitted).toBe(fits);
        if (!admission.isAdmitted) continue;
        standings = standings.map((standing) => ({ ...standing, held: standing.held + wanted(standing.budget) }));
      }
      for (const { budget, spent, held } of standings) expect(spent + held).toBeLessThanOrEqual(budget.limit);
    }),
  );
});

test('a budget in dollars refuses a model without a price, one in tokens does not', () => {
  const one: Budget = { id: 'b', scope: 'project', subjectId: null, period: 'day', unit: 'usd', limit: 1_000_000 };
  const standing = { budget: one, spent: 0, held: 0 };
  expect(admit([standing], { usd: null, tokens: 5 })).toMatchObject({ isAdmitted: false, reason: /has no price/ });
  expect(admit([{ ...standing, budget: { ...one, unit: 'tokens' } }], { usd: null, tokens: 5 })).toMatchObject({ isAdmitted: true });
  expect(admit([{ ...standing, spent: 900_000 }], { usd: 200_000, tokens: 5 })).toMatchObject({
    reason: 'The budget of the project for a day of $1.00 does not allow it: $0.900 spent, $0 put aside by running work, $0.200 asked for.',
  });
});

const price: Price = {
  provider: 'p',
  model: 'large-*',
  inputPerMillion: 3,
  outputPerMillion: 15,
  cachedPerMillion: 0.3,
  readOn: '2026-11-01',
};

test('the cost of tokens: never less than their parts, cached ones at their own price', () => {
  expect(costOf(price, { input: 1_000_000, output: 0, cached: 0 })).toBe(3_000_000);
  expect(costOf(price, { input: 1_000_000, output: 100_000, cached: 1_000_000 })).toBe(300_000 + 1_500_000);
  const usage = fc
    .record({ input: fc.nat(1e6), output: fc.nat(1e6), cached: fc.nat(1e6) })
    .map((one) => ({ ...one, cached: Math.min(one.cached, one.input) }));
  fc.assert(
    fc.property(usage, usage, (a, b) => {
      const both = { input: a.input + b.input, output: a.output + b.output, cached: a.cached + b.cached };
      expect(costOf(price, a) + costOf(price, b)).toBeGreaterThanOrEqual(costOf(price, both));
    }),
  );
});

test('the price with the longest beginning counts, and the exact name before all', () => {
  const prices = [price, { ...price, model: '*' }, { ...price, model: 'large-2' }];
  expect(findPrice(prices, { provider: 'p', model: 'large-2' })?.model).toBe('large-2');
  expect(findPrice(prices, { provider: 'p', model: 'large-3' })?.model).toBe('large-*');
  expect(findPrice(prices, { provider: 'p', model: 'small' })?.model).toBe('*');
  expect(findPrice(prices, { provider: 'q', model: 'small' })).toBeNull();
});

test('amounts as people read them, and an estimate from like runs', () => {
  expect([0, 5, 3_100, 42_000, 1_240_000].map(dollars)).toEqual(['$0', '<$0.0001', '$0.0031', '$0.042', '$1.24']);
  expect(estimate([], 7)).toBe(7);
  expect(estimate([1, 2, 3, 4, 5, 6, 7, 8, 9, 100], 7)).toBe(9);
});
