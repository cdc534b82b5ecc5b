import { isPlain, phraseKey, stemsOf } from './phrase-key.ts';
import { MADE_BY } from './same-words.ts';

/** What is done to what, as far as it decides which other deed undoes it. */
export type Deed = { verb: string; object: string };

const STATES = [...MADE_BY.keys()].sort((a, b) => b.length - a.length).join('|');
const KEPT = new RegExp(
  `^(?:keep|leave|make|render|hold|set)\\s+(.+?)\\s+(?:as\\s+)?(${STATES})(?:\\s+(?:to|for|from|by|at|in|on)\\s+(.+))?$`,
  'i',
);
const STAYS = new RegExp(`^(?:be|stay|remain|become|keep)\\s+(?:set to\\s+)?(${STATES})$`, 'i');

/** `keep the motor running`, `stop the motor`, `turn off`: the verb by its stem, and the words of its object; what has no object is done by the subject to itself. */
export function deedOf(phrase: string, subject: string): Deed {
  const kept = KEPT.exec(phrase);
  if (kept?.[1] && kept[2]) return { verb: madeBy(kept[2]), object: phraseKey(`${kept[1]} ${kept[3] ?? ''}`) || whom(kept[1], subject) };
  const stays = STAYS.exec(phrase);
  if (stays?.[1]) return { verb: madeBy(stays[1]), object: whom('', subject) };
  const [verb = '', ...object] = stemsOf(phrase).filter((stem) => !/^(?:automatical|immediat|also|prompt)/.test(stem));
  return { verb, object: object.length > 0 ? object.sort().join(' ') : whom(phrase, subject) };
}

/** To whom or what it is done where no word says more than "the user" or nothing. */
function whom(words: string, subject: string): string {
  return /\busers?\b/i.test(words) ? 'user' : phraseKey(subject) || 'system';
}

function madeBy(state: string): string {
  return MADE_BY.get(state.toLowerCase()) ?? '';
}

/** The plain form of a verb that stands as `saving` or `reserving`, if it is one of `verbs`. */
export function plainVerb(gerund: string, verbs: ReadonlySet<string>): string | null {
  const base = /^([a-z]+)ing$/i.exec(gerund)?.[1]?.toLowerCase();
  if (base === undefined) return null;
  const known = [`${base}e`, base, base.replace(/(.)\1$/, '$1')].find((form) => verbs.has(form));
  if (known !== undefined) return known;
  if (base.length < 3 || /^(?:dur|follow|pend|morn|even|noth|someth|anyth|accord|includ|regard|concern)$/.test(base)) return null;
  if (/([bdgmnprt])\1$/.test(base)) return base.slice(0, -1);
  return /(?:[vcgzu]|[^s]s|at|ur|ir|[^aeiou]l)$/.test(base) ? `${base}e` : base;
}

/** `before saving the record`: what it speaks of as a deed of its own. */
export function gerundDeed(words: string, verbs: ReadonlySet<string>): string | null {
  const [first = '', ...rest] = words.trim().split(' ');
  const verb = plainVerb(first, verbs);
  return verb !== null && isPlain(words, 8) ? [verb, ...rest].join(' ') : null;
}
