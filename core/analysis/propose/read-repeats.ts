import type { Comparison } from '../expression.ts';
import { wholeAmount } from './amount-words.ts';
import type { DraftCondition } from './draft.ts';
import { numberThing } from './number-thing.ts';
import { isPlain } from './phrase-key.ts';

const TIMES =
  /^(.+?)\s+(?:for the\s+)?(\d{1,4}|two|three|four|five|six|seven|eight|nine|ten)\s+(?:(?:consecutive|successive|straight)\s+)?times(?:\s+(?:in a row|consecutively|in succession))?$/i;
const LASTS = /^(.+?)\s+for\s+(?:(more than|longer than|over|less than|under|at least|a minimum of)\s+)?(.+)$/i;
const HOW_LONG: Record<string, Comparison> = { 'more than': '>', 'longer than': '>', over: '>', 'less than': '<', under: '<' };

/** `a user enters a wrong password 3 times`, `a user is inactive for 15 minutes`: a count or a time that has been reached. */
export function readRepeats(text: string): DraftCondition | null {
  const times = TIMES.exec(text);
  const count = times?.[2] ? wholeAmount(times[2]) : null;
  if (times?.[1] && count && isPlain(times[1], 9) && !/\b(?:more|less|fewer|least|most|up to|exactly)\b/i.test(times[1]))
    return { kind: 'compare', thing: numberThing(`how often ${times[1]}`, null, false), operator: '>=', value: count.value };
  const lasts = LASTS.exec(text);
  const time = lasts?.[3] ? wholeAmount(lasts[3]) : null;
  if (!lasts?.[1] || time?.unit !== 'ms' || !/\b(?:is|are|has been|have been|stays?|remains?)\b/i.test(lasts[1]) || !isPlain(lasts[1], 8))
    return null;
  const operator = HOW_LONG[lasts[2]?.toLowerCase() ?? ''] ?? '>=';
  return { kind: 'compare', thing: numberThing(`for how long ${lasts[1]}`, 'ms', false), operator, value: time.value };
}
