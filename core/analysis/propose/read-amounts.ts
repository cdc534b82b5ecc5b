import type { Comparison } from '../expression.ts';
import { type Amount, isTime, wholeAmount } from './amount-words.ts';
import { findBounds } from './bounds.ts';
import type { DraftResponse } from './draft.ts';
import { numberThing } from './number-thing.ts';
import { isPlain } from './phrase-key.ts';
import { type Place, scopeOf } from './response-place.ts';
import type { TermFacts } from './term-facts.ts';

/** A response that says how much, how many, how long or how often. */
export function readAmounts(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  if (!HAS_AMOUNT.test(piece)) return null;
  return (
    readLimit(facts, piece, place) ??
    readInterval(facts, piece, place) ??
    readKeeping(facts, piece, place) ??
    readThreshold(facts, piece, place) ??
    readLasting(facts, piece, place) ??
    readCount(facts, piece, place)
  );
}

const HAS_AMOUNT = /\d|\b(?:every|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:minute|hour|day|week|month|year)$)/i;

function says(facts: TermFacts, place: Place, phrase: string, operator: Comparison, { value, unit }: Amount): DraftResponse | null {
  if (!isPlain(phrase.replace(/^(?:how|after)\b/, ''), 14)) return null;
  return {
    kind: 'compare',
    thing: numberThing(phrase, unit, !Number.isInteger(value)),
    operator,
    value,
    scope: scopeOf(facts, phrase, place),
  };
}

/** `limit the list to 10 items`, `display at most 5 results`, `be at least 8 characters long`, `be between 1 and 10`. */
function readLimit(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  // A number in quotation marks is part of what is shown.
  if (/["“”`]/.test(piece)) return null;
  const limited = /^(?:limit|restrict|cap)\s+(.+?)\s+to\s+(?:a maximum of\s+|at most\s+)?(.+)$/i.exec(piece);
  const amount = limited?.[2] ? wholeAmount(limited[2]) : null;
  if (limited?.[1] && amount && isPlain(limited[1], 6)) return says(facts, place, sizeOf(limited[1], amount), '<=', amount);
  const accepted = /^(?:accept|support|allow)\s+(.+?)\s+of\s+(?:up to|at most)\s+(.+)$/i.exec(piece);
  const most = accepted?.[2] ? wholeAmount(accepted[2]) : null;
  if (accepted?.[1] && most && isPlain(accepted[1], 6)) return says(facts, place, sizeOf(accepted[1], most), '>=', most);
  const [bound, ...more] = findBounds(piece);
  const refused = bound && /^(?:reject|refuse|block|deny|disallow)\s+(.+)$/i.exec(piece.slice(0, bound.span.start).trim())?.[1];
  if (bound && refused && more.length === 0 && bound.operator.startsWith('>') && piece.slice(bound.span.end).trim() === '')
    return says(facts, place, sizeOf(refused, bound), bound.operator === '>' ? '<=' : '<', bound);
  if (!bound || more.length > 0 || bound.unit === 'ms') return null;
  const before = piece.slice(0, bound.span.start).trim();
  const behind = piece.slice(bound.span.end).trim();
  const isSubject = /^be$/i.test(before) || before === '';
  if (bound.noun === null) return isSubject && behind === '' ? says(facts, place, place.subject, bound.operator, bound) : null;
  if (before.split(' ').length > 4 || !isPlain(`${before} ${behind}`, 9)) return null;
  const noun = bound.noun.replaceAll('_', ' ');
  const tail = behind === '' ? '' : ` ${behind}`;
  const phrase = isSubject ? `the number of ${noun} of ${place.subject}` : `the number of ${noun}${tail} to ${before.toLowerCase()}`;
  // Whoever allows up to ten has to let ten be; whoever allows five at most must not let six be.
  const isCapacity = /^(?:allow|support|accept|handle)$/i.test(before) && /\bup to\b/i.test(piece.slice(bound.span.start, bound.span.end));
  const operator = isCapacity ? (/^allow$/i.test(before) ? '=' : '>=') : bound.operator;
  return says(facts, place, phrase, operator, bound);
}

/** `be between 1 and 10`: its two ends. */
export function readRange(facts: TermFacts, piece: string, place: Place): DraftResponse[] | null {
  if (!HAS_AMOUNT.test(piece)) return null;
  const [low, high, ...more] = findBounds(piece);
  if (!low || !high || more.length > 0 || low.span !== high.span || low.operator !== '>=') return null;
  if (
    !/^(?:be)?\s*$/i.test(piece.slice(0, low.span.start)) ||
    !/^(?:long|in length|old|inclusive)?$/i.test(piece.slice(low.span.end).trim())
  )
    return null;
  const of = low.noun === null || low.unit !== null ? place.subject : `the number of ${low.noun} of ${place.subject}`;
  const ends = [low, high].map((bound) => says(facts, place, of, bound.operator, bound));
  return of === '' ? null : ends.flatMap((end) => end ?? []);
}

function sizeOf(phrase: string, { unit }: Amount): string {
  return unit === 'bytes' && !/\bsize\b/i.test(phrase) ? `the size of ${phrase}` : phrase;
}

/** `refresh the dashboard every 30 seconds`. */
function readInterval(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  const match = /^(.+?)\s+(?:once\s+)?(?:every|per|an?(?=\s+(?:minute|hour|day|week|month)$))\s+(.+)$/i.exec(piece);
  const amount = match?.[2] ? wholeAmount(/^\d/.test(match[2]) ? match[2] : `1 ${match[2]}`) : null;
  return match?.[1] && amount && isTime(amount) ? says(facts, place, `how often to ${match[1]}`, '=', amount) : null;
}

/** How long a thing is kept: `retain audit logs for 90 days`, `delete audit logs after 30 days`. */
function readKeeping(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  const match =
    /^(?:(?:retain|keep|store|preserve)\s+(?<kept>.+?)\s+for\s+(?<most>up to\s+|at most\s+|a maximum of\s+)?(?<for>.+)|(?:permanently\s+)?(?:delete|purge|remove|erase|discard)\s+(?<gone>.+?)\s+after\s+(?<after>.+))$/i.exec(
      piece,
    )?.groups;
  const of = match?.['kept'] ?? match?.['gone'];
  const amount = wholeAmount(match?.['for'] ?? match?.['after'] ?? '');
  if (of === undefined || !amount || !isTime(amount) || /\b(?:locked|open|closed|visible|alive|running|active)$/i.test(of)) return null;
  const operator = match?.['kept'] === undefined ? '=' : match['most'] === undefined ? '>=' : '<=';
  return says(facts, place, `how long to keep ${of}`, operator, amount);
}

const ENDS_AFTER =
  /^((?:lock|suspend|disable|deactivate|block|expire|end|close|terminate|time out|log out|sign out|cancel|archive|invalidate|revoke|evict)\b.*?)\s+after\s+(\S+)\s+([a-z]+\b)\s*(.*)$/i;

/** What ends a thing after so much of something, which can be at one point only: `lock the account after 3 failed attempts`. */
function readThreshold(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  const match = ENDS_AFTER.exec(piece);
  const [, deed, number, noun, rest] = match ?? [];
  if (deed === undefined || number === undefined || noun === undefined) return null;
  const whole = wholeAmount(`${number} ${noun}`);
  const expiring = /^expire\s*(.*)$/i.exec(deed);
  if (whole && isTime(whole) && expiring && rest === '') return says(facts, place, lifeOf(expiring[1] || place.subject), '=', whole);
  const bare = wholeAmount(number);
  if (whole && isTime(whole)) return says(facts, place, `after how much time ${rest ?? ''} to ${deed}`, '=', whole);
  return bare ? says(facts, place, `after how many ${noun} ${rest ?? ''} to ${deed}`, '=', bare) : null;
}

/** `keep it locked for 15 minutes`, `make the link valid for 24 hours`. */
function readLasting(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  const match = /^(.+?)\s+for\s+(?:exactly\s+)?(.+)$/i.exec(piece);
  const amount = match?.[2] ? wholeAmount(match[2]) : null;
  if (!match?.[1] || !amount || !isTime(amount) || /^wait\b/i.test(piece)) return null;
  const valid = /^(?:be|stay|remain|(?:make|keep)\s+(.+?))\s+(?:valid|active|usable)$/i.exec(match[1]);
  if (valid) return says(facts, place, lifeOf(valid[1] ?? place.subject), '=', amount);
  return says(facts, place, `how long to ${match[1]}`, '=', amount);
}

function lifeOf(words: string): string {
  return `how long ${words} is valid`;
}

/** `display 20 results per page`, `send 3 reminders`. */
function readCount(facts: TermFacts, piece: string, place: Place): DraftResponse | null {
  const match =
    /^([a-z]+)\s+(?:exactly\s+)?(\d{1,6}|two|three|four|five|six|seven|eight|nine|ten)\s+((?:[a-z]+\s+)?[a-z]+s)(\s+per\s+[a-z ]+)?$/i.exec(
      piece,
    );
  const [, verb, number, noun, per] = match ?? [];
  const amount = number === undefined ? null : wholeAmount(number);
  if (verb === undefined || noun === undefined || !amount || /^(?:seconds|minutes|hours|days|weeks|months|years|times)$/i.test(noun))
    return null;
  return says(facts, place, `the number of ${noun}${per ?? ''} to ${verb.toLowerCase()}`, '=', { ...amount, unit: null });
}
