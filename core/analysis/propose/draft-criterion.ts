import { convert, unitOf } from '#core/language/reading/units.ts';
import type { Clause, Criterion } from '#core/language/spec-tree.ts';
import type { Draft } from './draft.ts';
import { isPlain, isUnspaced, phraseKey, showable } from './phrase-key.ts';
import { readAccess } from './read-access.ts';
import { opaque, readCondition, readFormal } from './read-condition.ts';
import { readNotBefore, readResponse } from './read-response.ts';
import type { TermFacts } from './term-facts.ts';

/** Reads one sentence by rules. Whatever it is, a draft comes of it; `why` says what is missing. */
export function draftCriterion(facts: TermFacts, criterion: Criterion, requirement: string): Draft {
  const draft: Draft = {
    features: [],
    events: [],
    conditions: [],
    unless: null,
    exceptFor: [],
    responses: [],
    withinMs: null,
    forAtLeastMs: null,
    until: null,
    access: null,
    why: null,
  };
  if (criterion.pattern === 'unclassified' || !criterion.response) {
    draft.why = criterion.modality ? 'It says no response.' : 'It has no shape that rules know: WHEN ..., THE <system> SHALL ....';
    return draft;
  }
  let isAlternative = false;
  for (const clause of criterion.clauses) {
    if (clause.kind === 'condition' && /^(?:or|o|ou|oder)$/i.test(clause.keyword)) isAlternative = true;
    readClause(facts, draft, clause);
  }
  if (isAlternative) {
    draft.events = [];
    draft.conditions = [
      {
        keyword: 'if',
        of: opaque(criterion.clauses.map(({ keyword, text }, at) => (at === 0 ? text : `${keyword.toLowerCase()} ${text}`)).join(' ')),
      },
    ];
  }
  readTail(facts, draft, criterion, requirement);
  if (draft.responses.length === 0) draft.why = 'It says no response.';
  return draft;
}

function readClause(facts: TermFacts, draft: Draft, { kind, keyword, text }: Clause): void {
  const words = text.replace(/\s+/g, ' ').trim();
  if (words === '') return;
  if (kind === 'feature') {
    const formal = readFormal(facts, words);
    if (formal && formal.kind !== 'flag') draft.conditions.push({ keyword: 'while', of: formal });
    else draft.features.push({ key: phraseKey(words), phrase: showable(words) });
    return;
  }
  if (kind === 'trigger') {
    readTrigger(facts, draft, words);
    return;
  }
  draft.conditions.push({
    keyword: /^(?:while|during|given|and)$/i.test(keyword) || kind === 'state' ? 'while' : 'if',
    of: readCondition(facts, words),
  });
}

/** A trigger is an event, a condition that becomes true, or an event with a condition behind "with", "while" or "and". */
function readTrigger(facts: TermFacts, draft: Draft, words: string): void {
  const formal = readFormal(facts, words);
  if (formal && !(formal.kind === 'flag' && /(?:ed|en|t)$/.test(formal.thing.phrase))) {
    const event =
      formal.kind === 'and' ? formal.of.find((part) => part.kind === 'opaque' && !part.isNegative && isEvent(part.phrase)) : undefined;
    if (formal.kind === 'and' && event?.kind === 'opaque' && formal.of.length === 2) {
      draft.events.push({ key: event.key, phrase: event.phrase });
      draft.conditions.push(...formal.of.flatMap((of) => (of === event ? [] : [{ keyword: 'while', of } as const])));
    } else draft.conditions.push({ keyword: 'while', of: formal });
    return;
  }
  if (isEvent(words)) {
    draft.events.push({ key: phraseKey(words), phrase: showable(words) });
    return;
  }
  const split = /^(.+?),?\s+(?:and|while|when|if)\s+(.+)$/i.exec(words);
  if (split?.[1] && split[2] && isEvent(split[1])) {
    const rest = readCondition(facts, split[2]);
    if (rest.kind !== 'opaque' || isPlain(split[2], 8)) {
      draft.events.push({ key: phraseKey(split[1]), phrase: showable(split[1]) });
      draft.conditions.push({ keyword: 'while', of: rest });
      return;
    }
  }
  draft.conditions.push({ keyword: 'while', of: opaque(words) });
}

function isEvent(words: string): boolean {
  if (isUnspaced(words)) return isPlain(words, 8);
  return isPlain(words, 11) && !/\b(?:no|not|never|only|without|if|at least|more|less|fewer)\b/i.test(words);
}

const TIME = '(\\d[\\d,]*(?:\\.\\d+)?)\\s*(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|min|hours?|hrs?|h|days?)\\b';
const WITHIN = new RegExp(`,?\\s*\\bwithin\\s+(?:the\\s+)?${TIME}`, 'i');
const LASTING = new RegExp(`,?\\s*\\bfor at least\\s+${TIME}`, 'i');

/** What a criterion says that gives way to others: `..., except where 6.1 applies`. */
const EXCEPT = /,?\s+except where\s+(\d[\w.-]*(?:(?:,|\s+and|\s+or)\s+\d[\w.-]*){0,20})\s+appl(?:y|ies)$/i;

/** The response, with the clauses that stand behind it taken off first. */
function readTail(facts: TermFacts, draft: Draft, criterion: Criterion, requirement: string): void {
  let words = (criterion.response?.text ?? '').replace(/\s+/g, ' ').replace(/[.。]\s*$/, '');
  const isNegative = criterion.modality?.isNegative ?? false;
  const cut = (shape: RegExp): string | null => {
    const match = shape.exec(words);
    if (!match?.[1]) return null;
    words = words.slice(0, match.index);
    return match[1];
  };
  const time = (shape: RegExp): number | null => {
    const match = shape.exec(words);
    const ms = match?.[1] && match[2] ? convert(Number(match[1].replaceAll(',', '')), unitOf(match[2]), unitOf('ms')) : null;
    if (match && ms !== null) words = `${words.slice(0, match.index)}${words.slice(match.index + match[0].length)}`;
    return ms;
  };
  draft.exceptFor = cut(EXCEPT)?.split(/,\s*|\s+(?:and|or)\s+/) ?? [];
  const unless = cut(/,?\s+(?:unless|except (?:when|if))\s+(.+)$/i);
  if (unless !== null) draft.unless = readCondition(facts, unless);
  const until = cut(/,?\s+until\s+([^,]+)$/i);
  if (until !== null) draft.until = readCondition(facts, until);
  if (!/\bonly\s+(?:when|if|while)\b/i.test(words)) {
    const when = cut(/,?\s+(?:if|when|while|whenever)\s+([^,]+)$/i);
    if (when !== null) draft.conditions.push({ keyword: 'while', of: readCondition(facts, when) });
  }
  const notBefore = isNegative ? null : readNotBefore(words);
  if (notBefore) [words, draft.forAtLeastMs] = [notBefore.deed, notBefore.ms];
  else {
    draft.withinMs = time(WITHIN);
    draft.forAtLeastMs = time(LASTING);
    // What shall not be within a time shall not be for that long.
    if (isNegative && draft.forAtLeastMs === null) [draft.forAtLeastMs, draft.withinMs] = [draft.withinMs, null];
  }
  const subject = criterion.subject?.text ?? '';
  const place = { requirement, subject: generic(subject) };
  draft.responses = readResponse(facts, words, isNegative || notBefore !== null, place);
  const said = { words, subject, isNegative: isNegative || notBefore !== null };
  draft.access = readAccess(said, draft.responses, /^only\b/i.test(subject) ? { ...place, subject: '' } : place);
}

/** Who shall, where that is more than "the system". */
function generic(subject: string): string {
  return /^(?:the\s+)?(?:system|application|app|platform|software|service|feature)$/i.test(subject.trim())
    ? ''
    : subject.replace(/\s+/g, ' ').trim();
}
