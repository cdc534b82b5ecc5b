import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { priceOrder } from '../src/price-order.ts';
import { orders, today } from './arbitraries.ts';

test('Feature: order-pricing, Property 6: A coupon takes no more than is left', () => {
  fc.assert(
    fc.property(orders, (order) => {
      const price = priceOrder(order);
      const [coupon] = order.coupons;
      const left = price.merchandiseTotal - price.loyaltyDiscount;
      assert.equal(price.couponDiscount, Math.min(coupon?.amount ?? 0, left));
      assert.equal(price.discountedTotal, left - price.couponDiscount);
      assert.ok(price.discountedTotal >= 0);
    }),
  );
});

describe('coupons that are refused', () => {
  const lines = [{ sku: 'NOTEBOOK-A5', unitPrice: 690, quantity: 3 }];
  const spring = { code: 'SPRING5', amount: 500, lastDay: today };
  const price = (...coupons: (typeof spring)[]) => priceOrder({ lines, tier: 'none', coupons, today });

  test('outside 1.00 to 100.00 EUR (Requirements 5.2)', () => {
    assert.throws(() => price({ ...spring, amount: 99 }), { code: 'coupon_out_of_range' });
    assert.equal(price({ ...spring, amount: 100 }).couponDiscount, 100);
    assert.equal(price({ ...spring, amount: 10_000 }).couponDiscount, 2070);
    assert.throws(() => price({ ...spring, amount: 10_001 }), { code: 'coupon_out_of_range' });
  });

  test('after their last day (Requirements 5.3)', () => {
    assert.equal(price(spring).couponDiscount, 500);
    assert.throws(() => price({ ...spring, lastDay: '2026-04-13' }), { code: 'coupon_expired' });
  });

  test('as the second of an order (Requirements 5.4)', () => {
    assert.throws(() => price(spring, { ...spring, code: 'SUMMER5' }), { code: 'coupon_already_applied' });
  });
});
