import type { Thing } from './draft.ts';
import { numberKey, showable } from './phrase-key.ts';

/** A number, one thing for each kind of unit: a size and a count of the same words are two. */
export function numberThing(phrase: string, unit: string | null, isReal: boolean): Thing {
  return { key: numberKey(phrase, unit), phrase: showable(phrase), kind: 'number', unit, isReal, values: null };
}
