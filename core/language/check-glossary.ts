import type { Span } from './span.ts';
import type { Diagnostic, GlossaryTerm, Requirement } from './spec-tree.ts';
import { isDefined, type TermIndex, termKey, termsIn } from './term-index.ts';

/** What one requirement has to do with the glossary. */
export type TermUse = {
  used: Set<string> /** Names in the form of a term that the glossary does not have. */;
  undefinedNames: { name: string; span: Span }[];
};

const NAMED = /`[^`\n]*`|\b[A-Z][A-Za-z0-9]*(?:_[A-Z0-9][A-Za-z0-9]*)+\b/g;

/** Reads the terms in one requirement; `text` is that of the document. */
export function readTermUse(text: string, { span, criteria }: Requirement, terms: TermIndex): TermUse {
  if (terms.byKey.size === 0) return { used: new Set(), undefinedNames: [] };
  const undefinedNames: TermUse['undefinedNames'] = [];
  for (const criterion of criteria) {
    for (const match of criterion.text.matchAll(NAMED)) {
      const name = match[0];
      if (name[0] === '`' || isDefined(name, terms)) continue;
      const start = criterion.span.start + match.index;
      undefinedNames.push({ name, span: { start, end: start + name.length } });
    }
  }
  return { used: termsIn(text.slice(span.start, span.end), terms), undefinedNames };
}

/** Terms defined twice, terms that no requirement uses, and names (`Order_Service`) that requirements use undefined. */
export function checkGlossary(glossary: GlossaryTerm[], terms: TermIndex, uses: TermUse[]): Diagnostic[] {
  if (glossary.length === 0) return [];
  const diagnostics: Diagnostic[] = [];
  const used = new Set<string>();
  for (const use of uses) for (const key of use.used) used.add(key);
  for (const entry of glossary) {
    const { term, termSpan } = entry;
    const key = termKey(term);
    if (terms.byKey.get(key) !== entry) {
      if (key !== '')
        diagnostics.push({
          code: 'glossary/duplicate-term',
          severity: 'warning',
          message: `"${term}" is defined a second time here.`,
          span: termSpan,
          fixes: [],
        });
    } else if (!used.has(key)) {
      diagnostics.push({
        code: 'glossary/unused-term',
        severity: 'hint',
        message: `No requirement uses the term "${term}".`,
        span: termSpan,
        fixes: [],
      });
    }
  }
  const end = glossary.at(-1)?.span.end ?? 0;
  const reported = new Set<string>();
  for (const { undefinedNames } of uses) {
    for (const { name, span } of undefinedNames) {
      if (reported.has(name)) continue;
      reported.add(name);
      diagnostics.push({
        code: 'glossary/undefined-term',
        severity: 'hint',
        message: `"${name}" looks like a defined term, but the glossary does not have it.`,
        span,
        fixes: [{ title: `Add "${name}" to the glossary`, edits: [{ span: { start: end, end }, text: `\n- **${name}**: ` }] }],
      });
    }
  }
  return diagnostics;
}
