import { wholeAmount } from './amount-words.ts';
import { deedOf, gerundDeed } from './deed.ts';
import type { DraftResponse, Thing } from './draft.ts';
import { numberThing } from './number-thing.ts';
import { isPlain, isUnspaced, phraseKey, shareKey, showable } from './phrase-key.ts';
import { readAmounts, readRange } from './read-amounts.ts';
import { readChoice, readSequence } from './read-order.ts';
import { type Place, scopeOf } from './response-place.ts';
import { hasTerm, type TermFacts } from './term-facts.ts';

const VERBS = new Set(
  'abort accept acknowledge activate add adjust alert allow append apply archive assign attach audit authenticate authorize block cache calculate cancel capture change charge check clear close collect complete compute confirm connect continue convert copy count create deactivate decrement deduct delete deliver deny disable discard disconnect display download drop emit enable encrypt end enforce evict execute exit expire expose extract fail fetch filter flag format generate get grant hide highlight hold identify ignore import include increment indicate inform initialize insert invalidate invoke issue keep limit link list load lock log mark match merge move name navigate notify offer omit open parse pass pause perform permit persist play populate post prepend preserve prevent print process prompt propagate provide publish purge queue raise read receive record redirect refresh refuse register reject release reload remain remove rename render reopen replace report request require reset resolve respond restore restrict resume retain retrieve retry return revert revoke roll round route run save schedule scroll search select send serve set show shut skip sort start stop store strip submit switch sync terminate track transition treat trigger trim truncate undo unlock update upload use validate verify wait warn write'.split(
    ' ',
  ),
);

/** Reads what shall happen, verb phrase by verb phrase. */
export function readResponse(facts: TermFacts, words: string, isNegative: boolean, place: Place): DraftResponse[] {
  const text = words
    .replace(/\s+/g, ' ')
    .replace(/^[\s,]+|[\s,.;。]+$/g, '')
    .replace(isNegative ? /^(?:automatically|also)\s+/i : /^(?:automatically|immediately|also|always)\s+/i, '')
    .replace(/,?\s+(?:immediately|automatically|at once|right away)$/i, '');
  if (text === '') return [];
  if (!isNegative) return splitVerbs(text).flatMap((piece) => readPieces(facts, piece, place));
  const pieces = splitVerbs(text);
  const whole = pieces.length === 1 ? readAction(facts, text, true, place) : null;
  const of = pieces.flatMap((piece) => readPieces(facts, piece, place));
  const [only] = of;
  if (only?.kind === 'opaque' && of.length === 1) return [{ ...only, isNegative: true }];
  // A deed that is named by its words alone is denied as one; what it says of a value or a number, by that.
  return whole && of.every(({ kind }) => kind === 'action') ? [whole] : [{ kind: 'not-all', of }];
}

function readPieces(facts: TermFacts, piece: string, place: Place): DraftResponse[] {
  const range = readRange(facts, piece, place);
  if (range) return range;
  const sequence = readSequence(facts, piece, place, VERBS);
  return sequence ? [readPiece(facts, sequence.deed, place), sequence.order] : [readPiece(facts, piece, place)];
}

/** `log the error and return a message` is two things to do; `log errors and warnings` is one. */
function splitVerbs(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const match of text.matchAll(/(?:;|,?\s+and(?:\s+(?:shall|then|also))?|,(?:\s+then)?)\s+(?=([a-z]+)\b)/g)) {
    const verb = match[1] ?? '';
    const next = /^\s*(\S+)/.exec(text.slice(match.index + match[0].length + verb.length))?.[1] ?? '';
    if (!VERBS.has(verb) || /^(?:and|or|of|,|for|is|are|in)$/i.test(next) || next === '') continue;
    pieces.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  pieces.push(text.slice(from));
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

function readPiece(facts: TermFacts, piece: string, place: Place): DraftResponse {
  return (
    readStatus(piece, place) ??
    readAssignment(facts, piece, place) ??
    readGrant(facts, piece, place) ??
    readChoice(facts, piece, place) ??
    readAmounts(facts, piece, place) ??
    readAction(facts, piece, false, place) ?? {
      kind: 'opaque',
      key: `${phraseKey(place.subject)}: ${phraseKey(piece)}`,
      phrase: showable(piece),
      isNegative: false,
    }
  );
}

const STATUS =
  /^(?:return|respond|reply|reject|answer|fail|send)\b(?:(?!\b(?:within|at least|at most)\b).)*?(?:\b(?:HTTP|status(?:\s+code)?(?:\s+of)?|response|code|with an?|an?|with)\s+|\()([1-5]\d\d)\b(?!\s*(?:ms|milliseconds?|seconds?|items?|characters?|records?|%))/i;

function readStatus(piece: string, place: Place): DraftResponse | null {
  const code = STATUS.exec(piece)?.[1];
  if (
    code === undefined ||
    !/\b(?:HTTP|status|code|error|response|unauthorized|forbidden|not found|bad request|conflict|created|ok)\b/i.test(piece)
  )
    return null;
  const thing: Thing = {
    key: phraseKey('the status of the response'),
    phrase: 'the status of the response',
    kind: 'number',
    unit: null,
    isReal: false,
    values: null,
  };
  return { kind: 'compare', thing, operator: '=', value: Number(code), scope: `${place.requirement}/${phraseKey(place.subject)}` };
}

const ASSIGN =
  /^(?:set|reset|change|update|initialize|initialise|mark|transition|move|switch)\s+(.+?)\s+(?:to|as|=)\s+(?:exactly\s+)?(?:"([^"]+)"|`([^`]+)`|'([^']+)'|(\S+(?:\s\S+)?))$/i;

function readAssignment(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  const match = ASSIGN.exec(piece);
  const of = match?.[1];
  if (!match || !of || !isPlain(of, 6)) return null;
  const quoted = match[2] ?? match[3] ?? match[4];
  const bare = match[5] ?? '';
  const scope = scopeOf(facts, of, place);
  const amount = quoted === undefined ? wholeAmount(bare) : null;
  if (amount)
    return {
      kind: 'compare',
      thing: numberThing(of, amount.unit, !Number.isInteger(amount.value)),
      operator: '=',
      value: amount.value,
      scope,
    };
  const key = phraseKey(of);
  const listed = facts.valuesOf.get(key);
  const value =
    quoted ??
    (listed?.includes(bare.toLowerCase()) ? bare.toLowerCase() : /^[A-Za-z][\w-]*$/.test(bare) ? bare.replace(/[.,]$/, '') : null);
  if (value === null || /^(?:the|a|an|its|their|be|use|include|zero)$/i.test(value)) return null;
  const isListed = listed?.includes(value) ?? false;
  return {
    kind: 'is',
    thing: { key, phrase: showable(of), kind: 'choice', unit: null, isReal: false, values: isListed ? (listed ?? null) : null },
    value,
    scope,
  };
}

const GRANT =
  /^(grant|charge|apply|give|award|impose|offer|take|deduct|levy)\s+(?:off\s+)?(?:(?:a|an|the)\s+)?(.+?)\s+of\s+(?:(at most|at least|up to|no more than|exactly)\s+)?(.+)$/i;
const GRANT_NONE = /^(grant|charge|apply|give|award|impose|offer|levy)\s+no\s+(.+)$|^(waive)\s+(?:the\s+|any\s+)?(.+)$/i;
const FREE = /^(?:offer|provide|grant|apply|give)\s+free\s+(.+)$/i;
const HOW_MUCH: Record<string, '<=' | '>=' | '='> = {
  'at most': '<=',
  'up to': '<=',
  'no more than': '<=',
  'at least': '>=',
  exactly: '=',
};

/** `charge a Shipping_Fee of 4.90 EUR`, `grant a discount of 10 percent of the total`. */
function readGrant(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  const none = GRANT_NONE.exec(piece);
  const free = FREE.exec(piece)?.[1];
  const [verb, nothing] = free === undefined ? [none?.[1] ?? none?.[3], none?.[2] ?? none?.[4]] : ['charge', `${free} fee`];
  if (verb !== undefined && nothing !== undefined && isPlain(nothing, 5))
    return {
      kind: 'none',
      base: phraseKey(nothing),
      phrase: showable(nothing),
      verb: verb.toLowerCase(),
      scope: scopeOf(facts, nothing, place),
    };
  const match = GRANT.exec(piece);
  const [of, rest] = [match?.[2], match?.[4]];
  if (!match || !of || !rest || !isPlain(of, 5)) return null;
  const operator = HOW_MUCH[(match[3] ?? '').toLowerCase()] ?? '=';
  const share = /^(\d+(?:\.\d+)?)\s*(?:%|percent)\s+of\s+(.+)$/i.exec(rest);
  const scope = scopeOf(facts, of, place);
  if (share?.[1] && share[2] && isPlain(share[2], 5)) {
    const base = share[2].replace(/^(?:its|their|the)\s+/i, 'the ');
    const thing: Thing = {
      key: shareKey(of, base),
      phrase: showable(`the ${of} as a share of ${base}`),
      kind: 'number',
      unit: '%',
      isReal: true,
      values: null,
    };
    return { kind: 'compare', thing, operator, value: Number(share[1]), scope };
  }
  const amount = wholeAmount(rest);
  return (
    amount && {
      kind: 'compare',
      thing: numberThing(of, amount.unit, !Number.isInteger(amount.value)),
      operator,
      value: amount.value,
      scope,
    }
  );
}

/** Something to do or not to do, named by its verb and object, where that is all there is. */
function readAction(facts: TermFacts, piece: string, isNegative: boolean, place: Place): DraftResponse | null {
  const plain = showable(piece);
  const unspaced = isUnspaced(plain);
  // A "not" further behind belongs to what is shown or said, and not to the doing: "return that it was not found".
  const none = /^([a-z]+)\s+no\s+(.+)$/i.exec(plain);
  const isNone = none?.[1] !== undefined && none[2] !== undefined && VERBS.has(none[1].toLowerCase());
  const denied = isNone ? `${none[1]} ${none[2]}` : /^not\s+(.+)$/i.exec(plain)?.[1];
  const phrase = denied ?? plain;
  const isDenied = denied !== undefined;
  if (!isPlain(phrase, unspaced ? 12 : 12) || phrase === '') return null;
  const lead = phrase.split(' ')[0]?.toLowerCase() ?? '';
  if (!unspaced && !VERBS.has(lead) && !/^(?:be|have|continue|not)$/.test(lead) && phrase.split(' ').length > 6) return null;
  const passive = /^be\s+(.+)$/i.exec(phrase)?.[1];
  const named = passive === undefined ? phrase : `${place.subject} is ${passive}`;
  return {
    kind: 'action',
    key: phraseKey(named),
    phrase: named,
    isNegative: isNegative !== isDenied,
    ...deedOf(phrase, place.subject),
    // Two parts of a system may do the same; that is two things done.
    scope: hasTerm(facts, named) ? phraseKey(place.subject) : scopeOf(facts, named, place),
  };
}

const WAITS = /^wait\s+(?:for\s+)?(?:at least\s+)?(.+?)\s+before\s+([a-z]+ing\b.*)$/i;
const NO_EARLIER =
  /^(.+?),?\s+(?:no earlier|no sooner|not earlier|not sooner|at the earliest)\s+(?:than\s+)?(\S+\s+[a-z]+)(?:\s+(?:after|later).*)?$/i;

/** `wait 30 seconds before notifying the guard`, `answer no earlier than 2 minutes after it`: what is not to be done for how long. */
export function readNotBefore(words: string): { deed: string; ms: number } | null {
  const waits = WAITS.exec(words);
  const earliest = waits ? null : NO_EARLIER.exec(words);
  const amount = wholeAmount(waits?.[1] ?? earliest?.[2] ?? '');
  const deed = waits?.[2] ? gerundDeed(waits[2], VERBS) : earliest?.[1];
  return amount?.unit === 'ms' && deed ? { deed, ms: amount.value } : null;
}
