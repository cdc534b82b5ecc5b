import fc from 'fast-check';
import type { Coupon } from '../src/coupon.ts';
import type { LineItem } from '../src/line-item.ts';
import type { Order } from '../src/price-order.ts';

export const today = '2026-04-14';

/** Quantities that may be ordered, those around the steps of the quantity discount as often as all others together. */
export const quantities = fc.oneof(fc.constantFrom(1, 9, 10, 11, 49, 50, 51, 100), fc.integer({ min: 1, max: 100 }));

export const unitPrices = fc.integer({ min: 0, max: 500_000 });

export const lineItems: fc.Arbitrary<LineItem> = fc.record({
  sku: fc.constantFrom('NOTEBOOK-A5', 'PENCIL-2B', 'INK-BLUE'),
  unitPrice: unitPrices,
  quantity: quantities,
});

export const tiers = fc.constantFrom('none' as const, 'silver' as const, 'gold' as const);

export const coupons: fc.Arbitrary<Coupon> = fc.record({
  code: fc.constant('SPRING'),
  amount: fc.integer({ min: 100, max: 10_000 }),
  lastDay: fc.constantFrom('2026-04-14', '2026-05-31'),
});

/** Orders that can be priced. */
export const orders: fc.Arbitrary<Order> = fc.record({
  lines: fc.array(lineItems, { minLength: 1, maxLength: 8 }),
  tier: tiers,
  coupons: fc.array(coupons, { maxLength: 1 }),
  today: fc.constant(today),
});
