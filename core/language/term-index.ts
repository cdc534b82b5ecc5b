import type { GlossaryTerm } from './spec-tree.ts';

/** A glossary prepared for finding its terms in a text in one pass. */
export type TermIndex = {
  byKey: Map<string, GlossaryTerm>;
  /** Lengths of the keys that begin with these two characters. */
  lengths: Map<string, Set<number>>;
  /** Whether any key begins with a character of this code: a table and no set, for it is asked for every character. */
  firsts: Uint8Array;
};

/** Case, underscores and blanks do not make another term. */
export function termKey(term: string): string {
  return term
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .trim();
}

/** The first entry of each term; later ones with the same key are duplicates. */
export function indexTerms(glossary: GlossaryTerm[]): TermIndex {
  const index: TermIndex = { byKey: new Map(), lengths: new Map(), firsts: new Uint8Array(glossary.length > 0 ? 65536 : 0) };
  for (const entry of glossary) {
    const key = termKey(entry.term);
    if (key === '' || index.byKey.has(key)) continue;
    index.byKey.set(key, entry);
    index.firsts[key.charCodeAt(0)] = 1;
    const prefix = key.slice(0, 2);
    index.lengths.set(prefix, (index.lengths.get(prefix) ?? new Set()).add(key.length));
  }
  return index;
}

/** The keys that occur in a text: at the beginning of words in scripts that put blanks between them, and anywhere in others. */
export function termsIn(text: string, { byKey, lengths, firsts }: TermIndex): Set<string> {
  const found = new Set<string>();
  if (byKey.size === 0) return found;
  const lower = termKey(text);
  for (let at = 0; at < lower.length; at += 1) {
    const code = lower.charCodeAt(at);
    if (firsts[code] === 0 || (at > 0 && isLetter(code) && isLetter(lower.charCodeAt(at - 1)))) continue;
    for (const length of lengths.get(lower.slice(at, at + 2)) ?? []) {
      const candidate = lower.slice(at, at + length);
      if (byKey.has(candidate)) found.add(candidate);
    }
  }
  return found;
}

/** Whether the glossary has a name, a plural of it, or its singular. */
export function isDefined(name: string, { byKey }: TermIndex): boolean {
  const key = termKey(name);
  return byKey.has(key) || byKey.has(key.replace(/s$/, '')) || byKey.has(`${key}s`);
}

/** Letters and digits of scripts that put blanks between words. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 0xc0 && code < 0x250) || (code >= 0x400 && code < 0x500);
}
