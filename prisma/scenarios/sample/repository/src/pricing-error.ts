/** Why something cannot be priced. Callers show their own words for each code. */
export type PricingErrorCode =
  | 'empty_order'
  | 'too_many_lines'
  | 'quantity_out_of_range'
  | 'price_out_of_range'
  | 'coupon_out_of_range'
  | 'coupon_expired'
  | 'coupon_already_applied'
  | 'too_many_units'
  | 'return_window_closed';

export class PricingError extends Error {
  override readonly name = 'PricingError';
  readonly code: PricingErrorCode;

  constructor(code: PricingErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
