import { readLines } from './lines.ts';
import type { Span } from './span.ts';
import type { GlossaryTerm } from './spec-tree.ts';
import { termKey } from './term-index.ts';

/** A glossary prepared for finding where its terms stand. Of terms defined twice the first counts. */
export type TermFinder = {
  byKey: ReadonlyMap<string, GlossaryTerm>;
  /** By the code of their first character, the longest first. */
  byFirst: ReadonlyMap<number, readonly { term: GlossaryTerm; words: string }[]>;
};

/** A term in a text; `span` is the term alone, without the ending of a plural. */
export type TermPlace = { term: GlossaryTerm; span: Span };

/** Prepares a glossary. Terms are found as their author wrote them: blank or underscore between words, a plural's ending behind them. */
export function findTerms(glossary: readonly GlossaryTerm[]): TermFinder {
  const byKey = new Map<string, GlossaryTerm>();
  const byFirst = new Map<number, { term: GlossaryTerm; words: string }[]>();
  for (const term of glossary) {
    const key = termKey(term.term);
    if (key === '' || byKey.has(key)) continue;
    byKey.set(key, term);
    const words = term.term.trim().replace(/[\s_]+/g, ' ');
    const first = words.charCodeAt(0);
    byFirst.set(first, [...(byFirst.get(first) ?? []), { term, words }]);
  }
  for (const candidates of byFirst.values()) candidates.sort((a, b) => b.words.length - a.words.length);
  return { byKey, byFirst };
}

/** All terms in `text.slice(from, to)`, in order and not overlapping: of two that begin together, the longer. Linear in the stretch. */
export function termsBetween(text: string, { byFirst }: TermFinder, from = 0, to = text.length): TermPlace[] {
  const places: TermPlace[] = [];
  if (byFirst.size === 0) return places;
  for (let at = from; at < to; at += 1) {
    const candidates = byFirst.get(text.charCodeAt(at));
    if (!candidates) continue;
    const found = candidates.find(({ words }) => at + words.length <= to && standsAt(text, words, at));
    if (!found) continue;
    const end = at + found.words.length;
    places.push({ term: found.term, span: { start: at, end } });
    at = end - 1;
  }
  return places;
}

/** By code and not by a regular expression: for each of a hundred terms that takes longer to prepare than the text to read. */
function standsAt(text: string, words: string, at: number): boolean {
  const end = at + words.length;
  for (let offset = 0; offset < words.length; offset += 1) {
    const char = text.charCodeAt(at + offset);
    const wanted = words.charCodeAt(offset);
    if (char !== wanted && !(wanted === BLANK && char === UNDERSCORE)) return false;
  }
  if (isWord(text.charCodeAt(at)) && at > 0 && isWord(text.charCodeAt(at - 1))) return false;
  if (!isWord(text.charCodeAt(end - 1)) || !isWord(text.charCodeAt(end))) return true;
  const plural = text.startsWith('es', end) ? 2 : text[end] === 's' ? 1 : 0;
  return plural > 0 && !isWord(text.charCodeAt(end + plural));
}

const BLANK = 32;
const UNDERSCORE = 95;

/** Letters and digits of scripts that put blanks between words, and the underscore. Behind the end of a text stands nothing. */
function isWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === UNDERSCORE ||
    (code >= 0xc0 && code < 0x590)
  );
}

/** The term that an offset stands in or at the end of. */
export function termAt(text: string, finder: TermFinder, offset: number): TermPlace | null {
  const from = text.lastIndexOf('\n', offset - 1) + 1;
  const newline = text.indexOf('\n', offset);
  const places = termsBetween(text, finder, from, newline < 0 ? text.length : newline);
  return places.find(({ span }) => span.start <= offset && offset <= span.end) ?? null;
}

const OPENS_OPAQUE = /```|~~~|<!--|^---/;

/** Every place of one term outside of code blocks and comments: what stands there is not written in the language of the glossary. */
export function placesOfTerm(text: string, finder: TermFinder, term: GlossaryTerm): Span[] {
  const opaque = OPENS_OPAQUE.test(text) ? readLines(text).lines.filter(({ kind }) => kind === 'opaque') : [];
  let at = 0;
  return termsBetween(text, finder).flatMap((place) => {
    if (place.term !== term) return [];
    while ((opaque[at]?.end ?? Number.POSITIVE_INFINITY) < place.span.start) at += 1;
    return (opaque[at]?.start ?? Number.POSITIVE_INFINITY) <= place.span.start ? [] : [place.span];
  });
}
