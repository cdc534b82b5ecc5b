/** An amount of money in whole euro cents. */
export type Cents = number;

/** `percent` percent of `amount`, to the nearest cent; half a cent is rounded up. */
export function percentOf(amount: Cents, percent: number): Cents {
  return Math.floor((amount * percent + 50) / 100);
}

/** `1234` as `12.34 EUR`. */
export function formatEuro(amount: Cents): string {
  const euros = Math.floor(amount / 100);
  const cents = String(amount % 100).padStart(2, '0');
  return `${euros}.${cents} EUR`;
}
