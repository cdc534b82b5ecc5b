import { type Cents, percentOf } from './money.ts';

/** `none` is a guest, or a customer who has not joined the programme. */
export type LoyaltyTier = 'none' | 'silver' | 'gold';

const percentByTier: Record<LoyaltyTier, number> = { none: 0, silver: 5, gold: 10 };

/** What a member's tier takes off the merchandise total. */
export function loyaltyDiscount(merchandiseTotal: Cents, tier: LoyaltyTier): Cents {
  return percentOf(merchandiseTotal, percentByTier[tier]);
}
