import { phraseKey } from './phrase-key.ts';
import { hasTerm, type TermFacts } from './term-facts.ts';

/** Where a sentence stands: what it says of unnamed things holds only there. */
export type Place = { requirement: string; subject: string };

/** What a phrase means only within its own requirement, unless it names a term of the glossary. */
export function scopeOf(facts: TermFacts, phrase: string, { requirement, subject }: Place): string {
  return hasTerm(facts, phrase) ? '' : `${requirement}/${phraseKey(subject)}`;
}
