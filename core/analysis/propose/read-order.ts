import { gerundDeed } from './deed.ts';
import type { DraftResponse } from './draft.ts';
import { isPlain, phraseKey, showable } from './phrase-key.ts';
import { type Place, scopeOf } from './response-place.ts';
import type { TermFacts } from './term-facts.ts';

/** One of several values of a thing that has one value at a time. */
function chosen(facts: TermFacts, place: Place, phrase: string, value: string): DraftResponse | null {
  if (!isPlain(phrase, 16) || value === '') return null;
  const key = phraseKey(phrase);
  const thing = { key, phrase: showable(phrase), kind: 'choice', unit: null, isReal: false, values: null } as const;
  return { kind: 'is', thing, value, scope: scopeOf(facts, phrase, place) };
}

/** A response that says in which order, where to, or which of several. */
export function readChoice(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  return (
    readSorting(facts, piece, place) ??
    readDefault(facts, piece, place) ??
    readFormat(facts, piece, place) ??
    readTarget(facts, piece, place)
  );
}

const SORTED =
  /^(?:sort|order|display|show|list|return|arrange|present)\s+(.+?)\s+in\s+(ascending|descending|alphabetical|chronological|reverse chronological|random)\s+order$/i;
const IN_ORDER = /^([a-z]+)\s+(.+?)\s+in\s+(ascending|descending|alphabetical|chronological|reverse chronological|random)\s+order$/i;
const BY_FIRST =
  /^(?:sort|order|show|list|arrange)\s+(?:the\s+)?(.+?),?\s+(newest|latest|most recent|oldest|earliest|cheapest|most expensive|shortest|longest|smallest|largest)\s+first$/i;
const FIRST =
  /^(?:display|show|list|return|present|process|sort|deliver|serve)\s+(?:the\s+)?(newest|latest|most recent|oldest|earliest|cheapest|most expensive|shortest|longest|smallest|largest)\s+(.+?)\s+first$/i;
const SAME_FIRST: Record<string, string> = { latest: 'newest', 'most recent': 'newest', earliest: 'oldest' };

function readSorting(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  const sorted = SORTED.exec(piece);
  if (sorted?.[1] && sorted[2]) return chosen(facts, place, `the order of ${sorted[1]}`, sorted[2].toLowerCase());
  const inOrder = IN_ORDER.exec(piece);
  if (inOrder?.[1] && inOrder[2] && inOrder[3])
    return chosen(facts, place, `the order to ${inOrder[1].toLowerCase()} ${inOrder[2]}`, inOrder[3].toLowerCase());
  const byFirst = BY_FIRST.exec(piece);
  if (byFirst?.[1] && byFirst[2]) {
    const value = byFirst[2].toLowerCase();
    return chosen(facts, place, `the order of ${byFirst[1]}`, `${SAME_FIRST[value] ?? value} first`);
  }
  const first = FIRST.exec(piece);
  if (!first?.[1] || !first[2]) return null;
  const which = first[1].toLowerCase();
  return chosen(facts, place, `the order of ${first[2]}`, `${SAME_FIRST[which] ?? which} first`);
}

/** Words for what a thing has one of. */
const ATTRIBUTE =
  /\b(?:language|locale|currency|colou?r|theme|mode|format|encoding|time ?zone|layout|position|orientation|status|state|role|priority|sort order|unit|level|protocol|algorithm|default(?: \w+)?)$/i;

/** `THE default language SHALL be English`, `use dark mode by default`. */
function readDefault(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  const is = /^(?:be|default to|be set to)\s+(?:the\s+)?["'`]?([A-Za-z][\w-]*)["'`]?$/i.exec(piece);
  if (is?.[1] && ATTRIBUTE.test(place.subject)) return chosen(facts, place, place.subject, is[1].toLowerCase());
  const used =
    /^(?:use|show|select|apply|display)\s+(?:the\s+)?([a-z-]+)\s+(mode|theme|layout|view|language|currency|format|unit)\s+by default$/i.exec(
      piece,
    );
  return used?.[1] && used[2] ? chosen(facts, place, `the default ${used[2].toLowerCase()}`, used[1].toLowerCase()) : null;
}

/** `generate the file in CSV format`. */
function readFormat(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  const match = /^[a-z]+\s+(.+?)\s+(?:in|as)\s+(?:the\s+)?([A-Za-z0-9-]+)\s+format$/i.exec(piece);
  return match?.[1] && match[2] ? chosen(facts, place, `the format of ${match[1]}`, match[2].toLowerCase()) : null;
}

/** `redirect the user to the dashboard`: nobody is taken to two places at once. */
function readTarget(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  const match = /^(?:redirect|navigate|take|forward)\s+(?:the\s+)?([a-z]+)?\s*(?:back\s+)?to\s+(?:the\s+|an?\s+|their\s+)?([^,]+)$/i.exec(
    piece,
  );
  const target = match?.[2]?.replace(/\s+(?:page|screen|view)$/i, '').toLowerCase();
  if (target === undefined || !isPlain(target, 3) || /[/`"'\d]/.test(target)) return null;
  return chosen(facts, place, `the page to take ${match?.[1] === undefined ? 'the user' : `the ${match[1]}`} to`, target);
}

/** `charge the card before reserving the stock`: what is done, and the order of the two. */
export function readSequence(
  facts: TermFacts,
  piece: string,
  place: Place,
  verbs: ReadonlySet<string>,
): { deed: string; order: DraftResponse } | null {
  const match = /^(.+?),?\s+(before|after|prior to)\s+([a-z]+ing\b.*)$/i.exec(piece);
  const [, deed, way, words] = match ?? [];
  const other = words === undefined ? null : gerundDeed(words, verbs);
  if (deed === undefined || way === undefined || other === null || !isPlain(deed, 9) || /^wait\b/i.test(deed)) return null;
  const isBefore = way.toLowerCase() !== 'after';
  const [first, second] = isBefore ? [deed, other] : [other, deed];
  const isInOrder = phraseKey(first) < phraseKey(second);
  const [one, two] = isInOrder ? [first, second] : [second, first];
  const phrase = `the order: ${one}, then ${two}`;
  const thing = {
    key: phraseKey(phrase),
    phrase: showable(phrase),
    kind: 'choice',
    unit: null,
    isReal: false,
    values: ['kept', 'reversed'],
  } as const;
  return { deed, order: { kind: 'is', thing, value: isInOrder ? 'kept' : 'reversed', scope: scopeOf(facts, phrase, place) } };
}
