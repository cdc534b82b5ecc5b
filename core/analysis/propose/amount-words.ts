import { AMOUNT_WORDS, readAmount } from './bounds.ts';

export type Amount = { value: number; unit: string | null };

/** Whether it is a time. */
export const isTime = ({ unit }: Amount): boolean => unit === 'ms' || unit === 'months';

const WHOLE_AMOUNT = new RegExp(`^${AMOUNT_WORDS}$`, 'i');

/** Months and years are no number of days. */
const CALENDAR = /^(\d{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+(month|year)s?$/i;

/** An amount that is all there is: `10 MB`, `five`, `two years`. Times are in `ms`, or in `months`. */
export function wholeAmount(words: string): Amount | null {
  const calendar = CALENDAR.exec(words);
  const count = calendar?.[1] ? (/^an?$/i.test(calendar[1]) ? 1 : wholeAmount(calendar[1])?.value) : undefined;
  if (count !== undefined) return { value: count * (/year/i.test(calendar?.[2] ?? '') ? 12 : 1), unit: 'months' };
  const groups = WHOLE_AMOUNT.exec(words)?.groups;
  const amount = groups && readAmount({ sign: groups['sign'], number: groups['number'], unit: groups['unit'], gap: groups['gap'] });
  return amount && amount.unused === 0 ? amount : null;
}
