import type { GlossaryTerm } from '#core/language/spec-tree.ts';
import { phraseKey } from './phrase-key.ts';

/** What the glossary says that rules can use: which phrases are terms, and the values that a term has. */
export type TermFacts = {
  keys: ReadonlySet<string>;
  valuesOf: ReadonlyMap<string, readonly string[]> /** Names the glossary for memories. */;
  stamp: string;
};

const VALUE = '(?:`[^`\\n]+`|"[^"\\n]+"|[a-z][a-z_-]*)';

/** A list that closes a definition, or a sentence of it: `none, silver or gold`, `either "a" or "b"`. */
const LIST = new RegExp(
  `(?:[:：]|\\b(?:one of|either|can be|may be|is)\\b)\\s*(?:the values\\s+)?(${VALUE}(?:\\s*,\\s*${VALUE})*\\s*,?\\s+(?:or|and)\\s+${VALUE})\\s*(?:[.;)]|$)`,
);

export function termFacts(glossary: readonly GlossaryTerm[]): TermFacts {
  const keys = new Set<string>();
  const valuesOf = new Map<string, readonly string[]>();
  for (const { term, definition } of glossary) {
    const key = phraseKey(term);
    if (key === '') continue;
    keys.add(key);
    const list = LIST.exec(definition)?.[1];
    const values = list?.split(/\s*,\s*(?:or\s+|and\s+)?|\s+(?:or|and)\s+/).map((value) => value.replace(/[`"]/g, '').trim());
    if (values && values.length > 1 && values.every((value) => value !== '')) valuesOf.set(key, [...new Set(values)]);
  }
  return { keys, valuesOf, stamp: JSON.stringify([...keys, ...valuesOf]) };
}

/** Whether a phrase speaks of a term of the glossary, so that it means the same wherever it stands. */
export function hasTerm({ keys }: TermFacts, phrase: string): boolean {
  if (keys.has(phraseKey(phrase))) return true;
  const named = phrase.match(/\b[A-Z][A-Za-z0-9]*(?:_[A-Z0-9][A-Za-z0-9]*)+\b/g);
  return named?.some((name) => keys.has(phraseKey(name))) ?? false;
}
