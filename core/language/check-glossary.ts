import type { Span } from './span.ts';
import type { Diagnostic, GlossaryTerm, Requirement } from './spec-tree.ts';
import { isDefined, type TermIndex, termKey, termsIn } from './term-index.ts';

/** What one requirement has to do with the glossary. */
export type TermUse = {
  /** Terms by their place in the index. */
  used: number[];
  /** Names in the form of a term that the glossary does not have. */
  undefinedNames: { name: string; span: Span }[];
};

const NAMED = /`[^`\n]*`|\b[A-Z][A-Za-z0-9]*(?:_[A-Z0-9][A-Za-z0-9]*)+\b/g;
const NONE: TermUse = { used: [], undefinedNames: [] };

/** Reads the terms in one requirement; `text` is that of the document. */
export function readTermUse(text: string, { span, criteria }: Requirement, terms: TermIndex): TermUse {
  if (terms.byKey.size === 0) return NONE;
  const undefinedNames: TermUse['undefinedNames'] = [];
  for (const criterion of criteria) {
    if (!criterion.text.includes('_')) continue;
    NAMED.lastIndex = 0;
    for (let match = NAMED.exec(criterion.text); match; match = NAMED.exec(criterion.text)) {
      const name = match[0];
      if (name[0] === '`' || isDefined(name, terms)) continue;
      const start = criterion.span.start + match.index;
      undefinedNames.push({ name, span: { start, end: start + name.length } });
    }
  }
  return { used: termsIn(text, span.start, span.end, terms), undefinedNames };
}

/** How many requirements use each term, by its place in the index. */
export function countUses(uses: Iterable<TermUse>, terms: TermIndex): Uint32Array {
  const counts = new Uint32Array(terms.entries.length);
  for (const { used } of uses) for (const index of used) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}

/** The counts after some requirements have become others. */
export function recountUses(counts: Uint32Array, gone: readonly TermUse[], come: readonly TermUse[]): Uint32Array {
  const next = counts.slice();
  for (const { used } of gone) for (const index of used) next[index] = (next[index] ?? 0) - 1;
  for (const { used } of come) for (const index of used) next[index] = (next[index] ?? 0) + 1;
  return next;
}

/** Terms that are defined twice, and terms that no requirement uses. */
export function checkTerms(glossary: readonly GlossaryTerm[], terms: TermIndex, uses: Uint32Array): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  let index = 0;
  for (const entry of glossary) {
    const { term, termSpan: span } = entry;
    if (terms.entries[index] !== entry) {
      const message = `"${term}" is defined a second time here.`;
      if (termKey(term) !== '') diagnostics.push({ code: 'glossary/duplicate-term', severity: 'warning', message, span, fixes: [] });
      continue;
    }
    const message = `No requirement uses the term "${term}".`;
    if (uses[index] === 0) diagnostics.push({ code: 'glossary/unused-term', severity: 'hint', message, span, fixes: [] });
    index += 1;
  }
  return diagnostics;
}

/** What is said of a name at the first place where a requirement uses it; `end` is that of the glossary. */
export function undefinedTerm({ name, span }: TermUse['undefinedNames'][number], by: number, end: number): Diagnostic {
  return {
    code: 'glossary/undefined-term',
    severity: 'hint',
    message: `"${name}" looks like a defined term, but the glossary does not have it.`,
    span: { start: span.start + by, end: span.end + by },
    fixes: [{ title: `Add "${name}" to the glossary`, edits: [{ span: { start: end, end }, text: `\n- **${name}**: ` }] }],
  };
}
