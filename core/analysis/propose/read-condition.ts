import type { Comparison } from '../expression.ts';
import { type Bound, findBounds } from './bounds.ts';
import type { DraftCondition, Thing } from './draft.ts';
import { numberThing } from './number-thing.ts';
import { isPlain, phraseKey, showable } from './phrase-key.ts';
import { readRepeats } from './read-repeats.ts';
import { OPPOSITE_STATES } from './same-words.ts';
import type { TermFacts } from './term-facts.ts';
import { readUnspacedCondition } from './unspaced.ts';

/** Reads the words of a condition as far as rules go; the rest is one opaque phrase. */
export function readCondition(facts: TermFacts, words: string): DraftCondition {
  const text = words.replace(/\s+/g, ' ').replace(/^[\s,]+|[\s,.]+$/g, '');
  const whole = readAtom(facts, text, null);
  if (whole && whole.kind !== 'flag') return whole;
  for (const joint of ['or', 'and'] as const) {
    const joined = readJoined(facts, text, joint);
    if (joined) return joined;
  }
  return whole ?? opaque(text);
}

/** The same, or null where nothing but an opaque phrase would come of it. */
export function readFormal(facts: TermFacts, words: string): DraftCondition | null {
  const condition = readCondition(facts, words);
  return condition.kind === 'opaque' ? null : condition;
}

/** A phrase that is only true or false, its negation taken off, so that what one sentence denies is what another asserts. */
export function opaque(words: string): DraftCondition {
  const { phrase, isNegative } = withoutNot(showable(words));
  return { kind: 'opaque', phrase, key: phraseKey(phrase), isNegative };
}

export function withoutNot(phrase: string): { phrase: string; isNegative: boolean } {
  const plain = phrase
    .replace(/\b(is|are|was|were|has|have|had|been)\s+not\s+/i, '$1 ')
    .replace(/\b(?:does|do|did)\s+not\s+/i, '')
    .replace(/\b(?:isn't|aren't)\s+/i, 'is ');
  return { phrase: plain, isNegative: plain !== phrase };
}

function readJoined(facts: TermFacts, text: string, joint: 'and' | 'or'): DraftCondition | null {
  const bounds = findBounds(text);
  const parts: string[] = [];
  let from = 0;
  for (const match of text.matchAll(joint === 'and' ? /,?\s+(?:and|but)\s+/gi : /,?\s+or\s+/gi)) {
    if (bounds.some(({ span }) => match.index > span.start && match.index < span.end)) continue;
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  if (parts.length === 0) return null;
  parts.push(text.slice(from));
  const of: DraftCondition[] = [];
  let subject: string | null = null;
  for (const part of parts) {
    const read =
      readAtom(facts, part, subject) ?? (joint === 'or' ? readJoined(facts, part, 'and') : null) ?? (isClause(part) ? opaque(part) : null);
    if (!read) return null;
    subject = subjectOf(part) ?? subject;
    of.push(read);
  }
  return of.some(({ kind }) => kind !== 'opaque') ? { kind: joint, of } : null;
}

/** Whether a piece behind "and" is a clause of its own, and no further object of the verb before. */
function isClause(part: string): boolean {
  return /^(?:the|a|an|no|all|[A-Z])\S*\s+(?:\S+\s+){0,4}?(?:is|are|has|have|does|was|were|exists?|contains?|fails?|can|cannot)\b/.test(
    part,
  );
}

function subjectOf(part: string): string | null {
  const [bound] = findBounds(part);
  const before = bound ? part.slice(0, bound.span.start) : (/^(.+?)\s+(?:is|are)\b/.exec(part)?.[1] ?? '');
  return before.trim() === '' ? null : before.trim();
}

function readAtom(facts: TermFacts, text: string, subject: string | null): DraftCondition | null {
  return (
    readUnspacedCondition(text) ??
    readRepeats(text) ??
    readNumbers(facts, text, subject) ??
    readNone(text) ??
    readRelation(facts, text) ??
    readState(facts, text, subject) ??
    null
  );
}

/** `an Order holds more than 50 Line_Items`, `the total exceeds 50.00 EUR`, `a Coupon of 20.00 EUR or more is applied`. */
function readNumbers(facts: TermFacts, text: string, inherited: string | null): DraftCondition | null {
  const bounds = findBounds(text);
  const [first] = bounds;
  const last = bounds.at(-1);
  if (!first || !last) return null;
  const joints = new Set<string>();
  for (const [at, bound] of bounds.slice(1).entries()) {
    const previous = bounds[at];
    if (!previous || previous.span === bound.span || previous.span.start === bound.span.start) continue;
    const gap = text.slice(previous.span.end, bound.span.start).trim().toLowerCase();
    if (!/^(?:,|and|but|or|, and|, or|and (?:is|has)|units? and|or (?:is|has))?$/.test(gap)) return null;
    joints.add(/or/.test(gap) ? 'or' : 'and');
  }
  if (joints.size > 1) return null;
  const before = text.slice(0, first.span.start).trim();
  const behind = text.slice(last.span.end).trim();
  const found = thingOf(facts, before === '' ? (inherited ?? '') : before, behind, last, first.hasVerb || last.hasVerb, bounds);
  if (!found) return null;
  const of = bounds.map(({ operator, value }): DraftCondition => ({ kind: 'compare', thing: found.thing, operator, value }));
  const isOutside = first.operator === '<' && last.operator === '>' && first.span.start === last.span.start && bounds.length === 2;
  const [only] = of;
  const numbers: DraftCondition = only && of.length === 1 ? only : { kind: isOutside || joints.has('or') ? 'or' : 'and', of };
  return found.also ? { kind: 'and', of: [numbers, found.also] } : numbers;
}

type Found = { thing: Thing; also: DraftCondition | null };

function thingOf(facts: TermFacts, before: string, behind: string, bound: Bound, hasVerb: boolean, bounds: readonly Bound[]): Found | null {
  const noun = bounds.find((each) => each.noun !== null)?.noun ?? null;
  const unit = bounds.find((each) => each.unit !== null)?.unit ?? null;
  const isReal = bounds.some(({ value }) => !Number.isInteger(value));
  const isAge = /^(?:years?\s+)?(?:old|of age|in age)$/i.test(behind);
  const tail = isAge || /^(?:in length|long|in size|in total)?$/i.test(behind) ? '' : behind;
  if (tail.split(' ').length > 6 || !isPlain(`${before} ${tail}`.trim() || 'x', 14)) return null;
  const holds = /^(.*?)\s*\b(?:holds?|has|have|contains?|includes?|with)$/i.exec(before);
  const measured = /^(.+?)\s+of$/i.exec(before);
  const inside = tail === '' && !hasVerb ? measuredInside(measured?.[1] ?? before, bound, unit, isReal, measured !== null) : null;
  if (inside) return inside;
  if (measured?.[1] && !hasVerb) {
    const of = measured[1].trim();
    const isMeasure =
      /\b(?:length|size|amount|number|count|age|price|total|rate|value|duration|percentage|level|score|width|height)\b/i.test(of);
    const measure = unit === 'bytes' ? 'size' : unit === 'ms' ? 'duration' : 'amount';
    const phrase = isMeasure ? of : `the ${measure} of ${of.replace(/^an?\s+/i, 'the ')}`;
    const also = tail === '' ? null : (readFormal(facts, `${of} ${tail}`) ?? opaque(`${of} ${tail}`));
    return { thing: numberThing(phrase, unit, isReal), also };
  }
  if (before === '' && noun === null) return null;
  const lead = (holds?.[1] ?? before).replace(/\b(?:is|are|was|were|be|has been|not)$/i, '').trim();
  if (hasVerb || noun === null) {
    if (lead === '') return null;
    const measure = isAge ? 'age' : measureOf(bound, unit, lead);
    const phrase =
      measure && !new RegExp(`\\b${measure}\\b`, 'i').test(lead) ? `the ${measure} of ${lead.replace(/^an?\s+/i, 'the ')}` : lead;
    const own = unit ?? (noun !== null && measure === null ? unitName(noun) : measure === 'length' ? 'characters' : null);
    return { thing: numberThing(`${phrase}${tail === '' ? '' : ` ${tail}`}`, own, isReal), also: null };
  }
  if (/^times$/i.test(noun) && lead !== '' && !holds && tail === '')
    return { thing: numberThing(`how often ${lead}`, null, isReal), also: null };
  const counted = `the number of ${noun.replaceAll('_', ' ')}${/s$/i.test(noun) ? '' : 's'}`;
  const of = lead === '' ? '' : holds ? ` of ${lead.replace(/^an?\s+/i, 'the ')}` : `, ${lead}`;
  return { thing: { ...numberThing(`${counted}${of}${tail === '' ? '' : ` ${tail}`}`, unit, isReal) }, also: null };
}

/** What a comparison is about where it names only the thing: how long, how old, how large it is. */
function measureOf({ measure, noun }: Bound, unit: string | null, of: string): string | null {
  if (unit === 'ms' && measure !== 'age')
    return /\b(?:time|timeout|duration|delay|interval|latency|period|age|uptime|window|ttl|lifetime|length)\b/i.test(of)
      ? null
      : 'duration';
  return measure ?? (unit === 'bytes' ? 'size' : /^char/i.test(noun ?? '') ? 'length' : null);
}

/** `a user uploads a file larger than 10 MB`: the size of the file, while a user uploads it. */
function measuredInside(before: string, bound: Bound, unit: string | null, isReal: boolean, isOf: boolean): Found | null {
  const match = /^(.+\s)(?:an?|the|any|each)\s((?:[\w-]+\s?){1,3})$/i.exec(before);
  const measure = measureOf(bound, unit, match?.[2] ?? '');
  if (!match?.[1] || !match[2] || measure === null || (measure === 'length' && !/^char/i.test(bound.noun ?? ''))) return null;
  if (!isOf && !/\b(?:than|over|above|below|under|exceeding)\b/i.test(bound.words) && unit === null) return null;
  if (!/\s(?:[a-z]+s|is|are|has|have|was|been)\s/i.test(` ${match[1]}`)) return null;
  const thing = numberThing(`the ${measure} of the ${match[2].trim()}`, unit ?? (measure === 'length' ? 'characters' : null), isReal);
  return { thing, also: opaque(before) };
}

function unitName(noun: string): string | null {
  return /^[A-Za-z]{2,20}$/.test(noun) && noun.toLowerCase() === noun ? (noun.endsWith('s') ? noun : `${noun}s`) : null;
}

/** `an Order holds no Line_Item`. */
function readNone(text: string): DraftCondition | null {
  const match = /^(?:(.+?)\s+(?:holds?|has|have|contains?)|there (?:is|are))\s+(?:no|zero)\s+([\w ]+)$/i.exec(text);
  const thing = match?.[2];
  if (!thing || !isPlain(text, 9)) return null;
  const last = thing.trim().split(' ').at(-1) ?? '';
  if (!/s$|^[A-Z]/.test(last)) return null;
  const of = match[1] ? ` of ${match[1].replace(/^an?\s+/i, 'the ')}` : '';
  const counted = thing.replaceAll('_', ' ');
  return {
    kind: 'compare',
    thing: numberThing(`the number of ${counted}${last.endsWith('s') ? '' : 's'}${of}`, null, false),
    operator: '=',
    value: 0,
  };
}

const RELATIONS: readonly (readonly [RegExp, Comparison])[] = [
  [/^(.+?)\s+(?:is|are)\s+(?:greater|more|larger|higher) than or equal to\s+(.+)$/i, '>='],
  [/^(.+?)\s+(?:is|are)\s+(?:less|lower|smaller|fewer) than or equal to\s+(.+)$/i, '<='],
  [/^(.+?)\s+(?:does|do) not exceed\s+(.+)$/i, '<='],
  [/^(.+?)\s+(?:exceeds?|(?:is|are) (?:greater|more|larger|higher) than|(?:is|are) above|(?:is|are) over)\s+(.+)$/i, '>'],
  [/^(.+?)\s+(?:(?:is|are) (?:less|lower|smaller|fewer) than|(?:is|are) below|falls below)\s+(.+)$/i, '<'],
];

/** One quantity beside another: `the Quantity exceeds the Stock`. Only of terms, or of a word or three on each side. */
function readRelation(facts: TermFacts, text: string): DraftCondition | null {
  for (const [shape, operator] of RELATIONS) {
    const match = shape.exec(text);
    const [left, right] = [match?.[1], match?.[2]];
    if (!left || !right || /\d/.test(right) || !isQuantity(facts, left) || !isQuantity(facts, right)) continue;
    return { kind: 'relate', left: numberThing(left, null, true), operator, right: numberThing(right, null, true) };
  }
  return null;
}

function isQuantity(facts: TermFacts, phrase: string): boolean {
  return facts.keys.has(phraseKey(phrase)) || (isPlain(phrase, 4) && !/\b(?:normal|usual|expected|average|ever|before)\b/i.test(phrase));
}

const VALUE = /^(?:"([^"]+)"|“([^”]+)”|`([^`]+)`|'([^']+)'|([A-Z][A-Z0-9_]{2,}))$/;

/** `the Tier is gold`, `mode is "production"`, `the account is locked`. */
function readState(facts: TermFacts, text: string, inherited: string | null): DraftCondition | null {
  const match =
    /^(?:(.+?)\s+)?(is|are|equals|has been|have been|remains?|becomes?)\s+(not\s+|no longer\s+)?(?:set to\s+|equal to\s+|in (?:the )?)?(.+?)(?:\s+(?:state|status|mode))?$/i.exec(
      text,
    );
  const subject = match?.[1] ?? inherited;
  const rest = match?.[4];
  if (!match || !subject || !rest || !isPlain(subject, 6)) return null;
  const isNegative = match[3] !== undefined;
  const key = phraseKey(subject);
  const listed = facts.valuesOf.get(key);
  const bare = rest.replace(/["`]/g, '').toLowerCase();
  const value = listed?.find((each) => each.toLowerCase() === bare);
  if (listed && value !== undefined)
    return {
      kind: 'is',
      thing: { key, phrase: showable(subject), kind: 'choice', unit: null, isReal: false, values: listed },
      value,
      isNegative,
    };
  const quoted = VALUE.exec(rest);
  const literal = quoted?.slice(1).find((each) => each !== undefined);
  if (literal !== undefined)
    return {
      kind: 'is',
      thing: { key, phrase: showable(subject), kind: 'choice', unit: null, isReal: false, values: null },
      value: literal,
      isNegative,
    };
  if (!isPlain(rest, 3) || /\d/.test(rest)) return null;
  const opposite = OPPOSITE_STATES.get(bare);
  const state = opposite ?? rest;
  const phrase = showable(`${subject} is ${state}`);
  return {
    kind: 'flag',
    thing: { key: phraseKey(`${subject} ${state}`), phrase, kind: 'flag', unit: null, isReal: false, values: null },
    isNegative: isNegative !== (opposite !== undefined),
  };
}
