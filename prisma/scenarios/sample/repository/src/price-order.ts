import { type Coupon, checkCoupons, couponDiscount } from './coupon.ts';
import { checkLineItem, type LineItem, lineTotal } from './line-item.ts';
import { type LoyaltyTier, loyaltyDiscount } from './loyalty.ts';
import type { Cents } from './money.ts';
import { PricingError } from './pricing-error.ts';

export type Order = {
  lines: readonly LineItem[];
  tier: LoyaltyTier;
  coupons: readonly Coupon[];
  /** The day the order is priced on, `2026-04-14`. */
  today: string;
};

/** How the price of an order comes about, from the subtotal downwards. */
export type PriceBreakdown = {
  subtotal: Cents;
  /** What the articles cost: the subtotal after discounts on single lines. */
  merchandiseTotal: Cents;
  loyaltyDiscount: Cents;
  couponDiscount: Cents;
  discountedTotal: Cents;
};

export const maxLines = 50;

/** Prices an order. What cannot be priced is refused with a `PricingError`. */
export function priceOrder({ lines, tier, coupons, today }: Order): PriceBreakdown {
  if (lines.length === 0) throw new PricingError('empty_order', 'There is nothing in this order.');
  if (lines.length > maxLines) throw new PricingError('too_many_lines', `An order has at most ${maxLines} lines.`);
  lines.forEach(checkLineItem);
  checkCoupons(coupons, today);

  const subtotal = sum(lines.map(lineTotal));
  const merchandiseTotal = subtotal;
  const loyalty = loyaltyDiscount(merchandiseTotal, tier);
  const afterLoyalty = merchandiseTotal - loyalty;
  const coupon = sum(coupons.map((each) => couponDiscount(afterLoyalty, each)));

  return {
    subtotal,
    merchandiseTotal,
    loyaltyDiscount: loyalty,
    couponDiscount: coupon,
    discountedTotal: afterLoyalty - coupon,
  };
}

function sum(amounts: readonly Cents[]): Cents {
  return amounts.reduce((total, amount) => total + amount, 0);
}
