import { termKey } from '#core/language/term-index.ts';
import { findTerms, placesOfTerm } from '#core/language/term-places.ts';
import type { DocumentEdits } from './document-edits.ts';
import { NO_RENAMING, type Renaming } from './renaming.ts';
import type { ReadDocuments } from './spec-documents.ts';

/**
 * All places of a term of the glossary in the author's own spelling. Where a text has blanks between its words and the glossary underscores, or
 * the other way round, the new name follows. A plural keeps its ending.
 */
export function termEdits(
  read: ReadDocuments,
  from: string,
  name: string,
): { edits: DocumentEdits[]; renaming: Renaming } | { refusal: string } {
  const finder = findTerms(read.requirements?.tree.glossary ?? []);
  const entry = finder.byKey.get(termKey(from));
  if (!entry) return { refusal: `The glossary has no term "${from}".` };
  if (!/^[\p{L}\p{N}][^\n:：*`|]{0,80}$/u.test(name))
    return { refusal: `"${name}" cannot be a term: it begins with a letter and has no colon or star.` };
  const taken = finder.byKey.get(termKey(name));
  if (taken && taken !== entry) return { refusal: `"${taken.term}" is a term already.` };
  const edits = read.documents.map(({ kind, text }) => ({
    documentKind: kind,
    edits: placesOfTerm(text, finder, entry).map(({ start, end }) => ({
      start,
      end,
      text: inSpellingOf(text.slice(start, end), entry.term, name),
    })),
  }));
  return { edits, renaming: NO_RENAMING };
}

function inSpellingOf(found: string, term: string, name: string): string {
  if (found === term) return name;
  const between = /[ _]/.exec(found)?.[0] ?? ' ';
  return name.replace(/[ _]/g, between);
}
