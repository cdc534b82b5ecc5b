import { type Cents, formatEuro } from './money.ts';
import { PricingError } from './pricing-error.ts';

/** One article of an order and how many units of it are bought. */
export type LineItem = {
  sku: string;
  unitPrice: Cents;
  quantity: number;
};

export const maxQuantity = 100;
export const maxUnitPrice: Cents = 500_000;

/** What a line costs before any discount. */
export function lineTotal(line: LineItem): Cents {
  return line.unitPrice * line.quantity;
}

/** Refuses a line whose quantity or price is out of range. */
export function checkLineItem({ sku, unitPrice, quantity }: LineItem): void {
  if (!isWholeBetween(quantity, 1, maxQuantity)) {
    throw new PricingError('quantity_out_of_range', `${sku}: ${quantity} is not a quantity between 1 and ${maxQuantity}.`);
  }
  if (!isWholeBetween(unitPrice, 0, maxUnitPrice)) {
    throw new PricingError('price_out_of_range', `${sku}: a unit costs whole cents up to ${formatEuro(maxUnitPrice)}.`);
  }
}

function isWholeBetween(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}
