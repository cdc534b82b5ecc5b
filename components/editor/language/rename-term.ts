import type { RenameResult, TextEdit } from '#core/edits/rename-id.ts';
import type { SpecTexts } from '#core/language/diagnose.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { termKey } from '#core/language/term-index.ts';
import { findTerms, placesOfTerm } from './term-places.ts';

/**
 * Gives a term of the glossary another name, where it is defined and wherever it stands in the author's own spelling. Where a text has blanks
 * between its words and the glossary underscores, or the other way round, the new name follows. A plural keeps its ending.
 */
export function renameTerm(texts: SpecTexts, from: string, to: string): RenameResult {
  const name = to.trim();
  const { glossary } = parseRequirements(texts.requirements ?? '').tree;
  const finder = findTerms(glossary);
  const entry = finder.byKey.get(termKey(from));
  if (!entry) return { edits: null, refusal: `The glossary has no term "${from}".` };
  if (!/^[\p{L}\p{N}][^\n:：*`|]{0,80}$/u.test(name))
    return { edits: null, refusal: `"${to}" cannot be a term: it begins with a letter and has no colon or star.` };
  const taken = finder.byKey.get(termKey(name));
  if (taken && taken !== entry) return { edits: null, refusal: `"${taken.term}" is a term already.` };
  const editsIn = (text: string | undefined): TextEdit[] =>
    text === undefined
      ? []
      : placesOfTerm(text, finder, entry).map((span) => ({ span, text: inSpellingOf(text.slice(span.start, span.end), entry.term, name) }));
  return {
    edits: { requirements: editsIn(texts.requirements), design: editsIn(texts.design), tasks: editsIn(texts.tasks) },
    refusal: null,
  };
}

function inSpellingOf(found: string, term: string, name: string): string {
  if (found === term) return name;
  const between = /[ _]/.exec(found)?.[0] ?? ' ';
  return name.replace(/[ _]/g, between);
}
