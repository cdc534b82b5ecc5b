import type { Draft, DraftResponse } from './draft.ts';
import { isPlain, phraseKey, showable, stemsOf } from './phrase-key.ts';
import { type Place, scopeOf } from './response-place.ts';
import { hasTerm, type TermFacts } from './term-facts.ts';

type Action = Extract<DraftResponse, { kind: 'action' }>;

/** What a sentence says of who may do something: `only` these, or that somebody is allowed to (`allows`, with the response that says so). */
export type Access = {
  only: { groups: readonly string[]; deed: string } | null;
  allows: { group: string; deed: string; action: Action } | null;
  place: Place;
};

const ALLOWS_ONLY = /^(?:only\s+(?:allow|permit|enable)|(?:allow|permit|enable)\s+only)\s+(?:the\s+)?(.+?)\s+to\s+(.+)$/i;
const ONLY_MAY =
  /^(?:ensure|enforce|guarantee|require)\s+(?:that\s+)?only\s+(?:the\s+)?(.+?)\s+(?:can|may|are able to|is able to|are allowed to|is allowed to)\s+(.+)$/i;
const ALLOWS = /^(?:allow|permit|let|enable)\s+(?:(?:the|an?|all|any|every|each)\s+)?(.+?)\s+to\s+(.+)$/i;
const ONLY_WHO = /^only\s+(?:the\s+)?(.+)$/i;

/** Words for whoever there is: who is meant by them nobody can say from the outside, so nothing rests on them. */
const ANYBODY = new Set(
  stemsOf('user users person people somebody someone member customer visitor client account role group system application'),
);

/** Reads who may do it; null where the sentence does not say. Who shall is `subject`, as it is written. */
export function readAccess(
  { words, subject, isNegative }: { words: string; subject: string; isNegative: boolean },
  responses: readonly DraftResponse[],
  place: Place,
): Access | null {
  if (isNegative) return null;
  const text = words.replace(/\s+/g, ' ').replace(/^[\s,]+|[\s,.;]+$/g, '');
  const who = ONLY_WHO.exec(subject.trim())?.[1];
  const [, groups, deed] =
    who === undefined
      ? (ALLOWS_ONLY.exec(text) ?? ONLY_MAY.exec(text) ?? [])
      : ['', who, text.replace(/^be (?:able|allowed|permitted) to\s+/i, '')];
  if (groups !== undefined && deed !== undefined && isPlain(deed, 9)) {
    const named = groups.split(/,\s*(?:and\s+|or\s+)?|\s+(?:and|or)\s+/i);
    const isShort = named.every((group) => isPlain(group, 4) && isGroup(group));
    return isShort ? { only: { groups: named, deed: phraseKey(deed) }, allows: null, place } : null;
  }
  const [, group, what] = ALLOWS.exec(text) ?? [];
  const [action, ...more] = responses;
  if (group === undefined || what === undefined || action?.kind !== 'action' || action.isNegative || more.length > 0) return null;
  if (!isPlain(group, 3) || !isGroup(group) || /^(?:only|no|not)\b/i.test(group)) return null;
  return { only: null, allows: { group, deed: phraseKey(what), action }, place };
}

/** Somebody of whom a spec has several kinds, by a name that takes in no other. */
function isGroup(group: string): boolean {
  const stems = stemsOf(roleWords(group));
  return (
    stems.length > 0 && !stems.every((stem) => ANYBODY.has(stem)) && !/\b(?:than|who|whose|with|without|that|which|own)\b/i.test(group)
  );
}

const roleWords = (group: string) => group.replace(/\badmins?\b/gi, 'administrator');

/** Whether one of the groups may take in the other: they share a word that says who they are, as "project owners" and "owners" do. */
function mayOverlap(group: string, groups: readonly string[]): boolean {
  const own = stemsOf(roleWords(group)).filter((stem) => !ANYBODY.has(stem));
  return groups.some((each) => stemsOf(roleWords(each)).some((stem) => own.includes(stem)));
}

/**
 * Says of each sentence that only some may do something that it is not to be allowed to the others whom the spec allows the very same. What is remembered of a sentence is left
 * alone: others than it may change.
 */
export function keepOut(facts: TermFacts, drafts: { draft: Draft }[]): void {
  const allowed = drafts.flatMap(({ draft }) => draft.access?.allows ?? []);
  if (allowed.length === 0) return;
  for (const each of drafts) {
    const { only, place } = each.draft.access ?? {};
    if (!only || !place) continue;
    const denied = allowed.filter(({ group, deed }) => deed === only.deed && !mayOverlap(group, only.groups));
    const responses = denied.map(({ action }): Action => {
      const scope = hasTerm(facts, action.phrase) ? phraseKey(place.subject) : scopeOf(facts, action.phrase, place);
      return { ...action, phrase: showable(action.phrase), isNegative: true, scope };
    });
    const unique = [...new Map(responses.map((response) => [`${response.scope}/${response.key}`, response])).values()];
    if (unique.length > 0) each.draft = { ...each.draft, responses: [...each.draft.responses, ...unique] };
  }
}
