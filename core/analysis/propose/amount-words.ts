import { AMOUNT_WORDS, readAmount } from './bounds.ts';

export type Amount = { value: number; unit: string | null };

const WHOLE_AMOUNT = new RegExp(`^${AMOUNT_WORDS}$`, 'i');

/** An amount that is all there is: `10 MB`, `five`. */
export function wholeAmount(words: string): Amount | null {
  const groups = WHOLE_AMOUNT.exec(words)?.groups;
  const amount = groups && readAmount({ sign: groups['sign'], number: groups['number'], unit: groups['unit'], gap: groups['gap'] });
  return amount && amount.unused === 0 ? amount : null;
}
