import { isCombining, isGap, lowerUnit } from './characters.ts';
import type { GlossaryTerm } from './spec-tree.ts';

/** Keys by their units, one after the other; `index` is that of the term whose key ends here, or -1. */
type Branch = { index: number; next: Map<number, Branch> };

/** A glossary prepared for finding its terms in a text in one pass. */
export type TermIndex = {
  byKey: Map<string, GlossaryTerm>;
  /** The first entry of each term, in their order; terms are told by their place in it. */
  entries: GlossaryTerm[];
  root: Branch;
  /** Whether any key begins with a unit, in either case: a table and no set, for it is asked for every character. */
  firsts: Uint8Array;
  /** What `isDefined` found out. */
  known: Map<string, boolean>;
};

const BLANK = 32;

/** Case, underscores, blanks, and how an accent is encoded do not make another term. */
export function termKey(term: string): string {
  const composed = term.normalize('NFC');
  let key = '';
  for (let at = 0; at < composed.length; at += 1) {
    const code = composed.charCodeAt(at);
    if (!isGap(code)) key += String.fromCharCode(lowerUnit(code));
    else if (key !== '' && !key.endsWith(' ')) key += ' ';
  }
  return key.trimEnd();
}

/** The first entry of each term; later ones with the same key are duplicates. */
export function indexTerms(glossary: GlossaryTerm[]): TermIndex {
  const root: Branch = { index: -1, next: new Map() };
  const index: TermIndex = {
    byKey: new Map(),
    entries: [],
    root,
    firsts: new Uint8Array(glossary.length > 0 ? 65536 : 0),
    known: new Map(),
  };
  for (const entry of glossary) {
    const key = termKey(entry.term);
    if (key === '' || index.byKey.has(key)) continue;
    index.byKey.set(key, entry);
    index.firsts[key.charCodeAt(0)] = 1;
    index.firsts[key.charAt(0).toUpperCase().charCodeAt(0)] = 1;
    let branch = root;
    for (let at = 0; at < key.length; at += 1) {
      const code = key.charCodeAt(at);
      const next: Branch = branch.next.get(code) ?? { index: -1, next: new Map() };
      branch.next.set(code, next);
      branch = next;
    }
    branch.index = index.entries.length;
    index.entries.push(entry);
  }
  return index;
}

/**
 * Which terms occur in a stretch of a text, by their place in the index and without repetition: at the beginning of words in scripts that put
 * blanks between them, and anywhere in others. A plural has its term within it.
 */
export function termsIn(text: string, start: number, end: number, terms: TermIndex): number[] {
  const found = new Set<number>();
  if (terms.byKey.size === 0) return [];
  const { firsts, root } = terms;
  let previous = 0;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x300 && isCombining(code)) {
      const composed = text.slice(start, end).normalize('NFC');
      if (composed.length < end - start) return termsIn(composed, 0, composed.length, terms);
    }
    if (firsts[code] === 1 && !(isLetter(code) && isLetter(previous))) addTerms(found, root, text, at, end);
    previous = code;
  }
  return [...found];
}

function addTerms(found: Set<number>, root: Branch, text: string, from: number, end: number): void {
  let branch = root;
  for (let at = from; at < end; ) {
    const code = text.charCodeAt(at);
    const next = branch.next.get(isGap(code) ? BLANK : lowerUnit(code));
    if (!next) return;
    branch = next;
    if (branch.index >= 0) found.add(branch.index);
    at += 1;
    if (isGap(code)) while (at < end && isGap(text.charCodeAt(at))) at += 1;
  }
}

/** Whether the glossary has a name, a plural of it, or its singular. */
export function isDefined(name: string, { byKey, known }: TermIndex): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const key = termKey(name);
  const is = byKey.has(key) || byKey.has(key.replace(/s$/, '')) || byKey.has(`${key}s`);
  known.set(name, is);
  return is;
}

/** Letters and digits of scripts that put blanks between words. */
function isLetter(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    (code >= 0xc0 && code < 0x250) ||
    (code >= 0x400 && code < 0x500)
  );
}
