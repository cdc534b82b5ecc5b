import { type Cents, formatEuro } from './money.ts';
import { PricingError } from './pricing-error.ts';

export type Coupon = {
  code: string;
  amount: Cents;
  /** The last day on which it can be used, `2026-05-31`. */
  lastDay: string;
};

export const minCoupon: Cents = 100;
export const maxCoupon: Cents = 10_000;

/** What a coupon takes off, which is never more than there is left to pay. */
export function couponDiscount(remaining: Cents, coupon: Coupon): Cents {
  return Math.min(coupon.amount, remaining);
}

/** Refuses coupons that may not be used together, on this day, or at all. */
export function checkCoupons(coupons: readonly Coupon[], today: string): void {
  if (coupons.length > 1) throw new PricingError('coupon_already_applied', 'An order takes one coupon.');
  for (const { code, amount, lastDay } of coupons) {
    if (!Number.isInteger(amount) || amount < minCoupon || amount > maxCoupon) {
      throw new PricingError('coupon_out_of_range', `${code} is not worth between ${formatEuro(minCoupon)} and ${formatEuro(maxCoupon)}.`);
    }
    if (today > lastDay) throw new PricingError('coupon_expired', `${code} could be used until ${lastDay}.`);
  }
}
