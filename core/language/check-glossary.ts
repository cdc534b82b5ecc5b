import type { Diagnostic, GlossaryTerm, RequirementsTree } from './spec-tree.ts';

const NAMED = /`[^`\n]*`|\b[A-Z][A-Za-z0-9]*(?:_[A-Z0-9][A-Za-z0-9]*)+\b/g;

/** Terms defined twice, terms that no requirement uses, and names (`Order_Service`) that requirements use undefined. */
export function checkGlossary(text: string, { glossary, requirements }: RequirementsTree): Diagnostic[] {
  if (glossary.length === 0) return [];
  const diagnostics: Diagnostic[] = [];
  const defined = new Map<string, GlossaryTerm>();
  for (const entry of glossary) {
    const key = keyOf(entry.term);
    if (defined.has(key)) {
      diagnostics.push({
        code: 'glossary/duplicate-term',
        severity: 'warning',
        message: `"${entry.term}" is defined a second time here.`,
        span: entry.termSpan,
        fixes: [],
      });
    } else defined.set(key, entry);
  }
  const words = requirements.map(({ span }) => text.slice(span.start, span.end)).join('\n');
  const used = termsIn(words, [...defined.keys()]);
  for (const [key, { term, termSpan }] of defined) {
    if (used.has(key)) continue;
    diagnostics.push({
      code: 'glossary/unused-term',
      severity: 'hint',
      message: `No requirement uses the term "${term}".`,
      span: termSpan,
      fixes: [],
    });
  }
  const reported = new Set<string>();
  const end = glossary.at(-1)?.span.end ?? 0;
  for (const { criteria } of requirements) {
    for (const { text: sentence, span } of criteria) {
      for (const match of sentence.matchAll(NAMED)) {
        const name = match[0];
        if (name[0] === '`' || reported.has(name) || isDefined(name, defined)) continue;
        reported.add(name);
        const start = span.start + match.index;
        diagnostics.push({
          code: 'glossary/undefined-term',
          severity: 'hint',
          message: `"${name}" looks like a defined term, but the glossary does not have it.`,
          span: { start, end: start + name.length },
          fixes: [{ title: `Add "${name}" to the glossary`, edits: [{ span: { start: end, end }, text: `\n- **${name}**: ` }] }],
        });
      }
    }
  }
  return diagnostics;
}

/** Case, underscores and a plural do not make another term. */
function keyOf(term: string): string {
  return term
    .toLowerCase()
    .replace(/[\s_]+/g, ' ')
    .trim();
}

function isDefined(name: string, defined: Map<string, GlossaryTerm>): boolean {
  const key = keyOf(name);
  return defined.has(key) || defined.has(key.replace(/s$/, '')) || defined.has(`${key}s`);
}

/**
 * The keys that occur in a text, in one pass: candidates are looked up by their first two characters and their length, at the
 * beginning of words in spaced scripts and anywhere in others.
 */
function termsIn(text: string, keys: string[]): Set<string> {
  const lower = keyOf(text);
  const lengths = new Map<string, Set<number>>();
  const wanted = new Set(keys);
  /** A table and no set: it is asked for every character of the text. */
  const firsts = new Uint8Array(65536);
  for (const key of keys) {
    const prefix = key.slice(0, 2);
    const entry = lengths.get(prefix) ?? new Set();
    entry.add(key.length);
    lengths.set(prefix, entry);
    if (key) firsts[key.charCodeAt(0)] = 1;
  }
  const found = new Set<string>();
  for (let at = 0; at < lower.length; at += 1) {
    const code = lower.charCodeAt(at);
    if (firsts[code] === 0 || (at > 0 && isLetter(code) && isLetter(lower.charCodeAt(at - 1)))) continue;
    for (const length of lengths.get(lower.slice(at, at + 2)) ?? []) {
      const candidate = lower.slice(at, at + length);
      if (wanted.has(candidate)) found.add(candidate);
    }
  }
  return found;
}

/** Letters and digits of scripts that put blanks between words. */
function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57) || (code >= 0xc0 && code < 0x250) || (code >= 0x400 && code < 0x500);
}
