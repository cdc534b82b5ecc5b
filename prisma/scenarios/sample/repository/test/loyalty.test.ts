import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { percentOf } from '../src/money.ts';
import { priceOrder } from '../src/price-order.ts';
import { orders, today } from './arbitraries.ts';

test('Feature: order-pricing, Property 5: The loyalty discount follows the tier', () => {
  fc.assert(
    fc.property(orders, (order) => {
      const percent = { none: 0, silver: 5, gold: 10 }[order.tier];
      const price = priceOrder(order);
      assert.equal(price.loyaltyDiscount, percentOf(price.merchandiseTotal, percent));
    }),
  );
});

test('gold members pay 10 percent less, silver members 5 (Requirements 4.1, 4.2, 4.3)', () => {
  const lines = [{ sku: 'INK-BLUE', unitPrice: 1290, quantity: 2 }];
  const total = (tier: 'none' | 'silver' | 'gold') => priceOrder({ lines, tier, coupons: [], today }).discountedTotal;
  assert.equal(total('gold'), 2322);
  assert.equal(total('silver'), 2451);
  assert.equal(total('none'), 2580);
});
