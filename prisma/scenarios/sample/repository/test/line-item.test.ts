import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkLineItem } from '../src/line-item.ts';
import { priceOrder } from '../src/price-order.ts';
import { lineItems, orders, today } from './arbitraries.ts';

test('Feature: order-pricing, Property 1: Line totals add up', () => {
  fc.assert(
    fc.property(orders, (order) => {
      const expected = order.lines.reduce((total, { unitPrice, quantity }) => total + unitPrice * quantity, 0);
      const { subtotal } = priceOrder(order);
      assert.equal(subtotal, expected);
      assert.ok(Number.isSafeInteger(subtotal));
    }),
  );
});

test('Feature: order-pricing, Property 2: Line items out of range are refused', () => {
  const badQuantities = fc.oneof(fc.integer({ max: 0 }), fc.integer({ min: 101 }), fc.constantFrom(1.5, 0.1, Number.NaN));
  const badPrices = fc.oneof(fc.integer({ max: -1 }), fc.integer({ min: 500_001 }), fc.constantFrom(0.5, 99.99));
  fc.assert(
    fc.property(lineItems, badQuantities, badPrices, (line, quantity, unitPrice) => {
      assert.doesNotThrow(() => checkLineItem(line));
      assert.throws(() => checkLineItem({ ...line, quantity }), { code: 'quantity_out_of_range' });
      assert.throws(() => checkLineItem({ ...line, unitPrice }), { code: 'price_out_of_range' });
    }),
  );
});

test('an order has between 1 and 50 lines (Requirements 1.5, 1.6)', () => {
  const line = { sku: 'PENCIL-2B', unitPrice: 95, quantity: 1 };
  const order = (count: number) => ({ lines: Array(count).fill(line), tier: 'none' as const, coupons: [], today });
  assert.throws(() => priceOrder(order(0)), { code: 'empty_order' });
  assert.equal(priceOrder(order(50)).subtotal, 4750);
  assert.throws(() => priceOrder(order(51)), { code: 'too_many_lines' });
});
