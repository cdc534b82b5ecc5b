import { printDuration } from '#core/language/reading/format-readings.ts';
import { KEYWORDS } from '#core/language/reading/lex-reading.ts';
import { isCurrency, writeNumber } from '#core/language/reading/units.ts';
import type { Draft, DraftCondition, DraftResponse } from './draft.ts';
import { phraseKey } from './phrase-key.ts';
import {
  declaredAction,
  type Entry,
  noteAction,
  noteEvent,
  noteFeature,
  noteInput,
  noteOpaque,
  noteOutput,
  outputKey,
  type Registry,
} from './registry.ts';

/** What is noted of a draft in one pass over all of them; of the sentences that people have read themselves, the words that nobody has defined. */
export type Noted = 'conditions' | 'responses' | 'relations' | 'opaque-conditions' | 'opaque-responses';

/** Notes all that a draft speaks of, so that names and roles are known before anything is printed. Conditions first: they decide what is state. */
export function noteDraft(registry: Registry, draft: Draft, part: Noted): void {
  if (part === 'opaque-conditions' || part === 'opaque-responses') {
    noteWords(registry, draft, part);
    return;
  }
  if (part === 'relations') {
    for (const condition of conditionsOf(draft)) noteRelations(registry, condition);
    return;
  }
  if (part === 'conditions') {
    for (const event of draft.events) noteEvent(registry, event);
    for (const feature of draft.features) noteFeature(registry, feature);
    for (const condition of conditionsOf(draft)) noteCondition(registry, condition);
    return;
  }
  for (const response of singleResponses(draft)) {
    if (response.kind === 'compare') noteOutput(registry, response.thing, response.scope);
    else if (response.kind === 'is') noteOutput(registry, response.thing, response.scope, response.value);
    else if (response.kind === 'action') noteAction(registry, response);
    else if (response.kind === 'opaque') noteOpaque(registry, response.key, response.phrase);
  }
}

function noteWords(registry: Registry, draft: Draft, part: 'opaque-conditions' | 'opaque-responses'): void {
  const within = (condition: DraftCondition): void => {
    if (condition.kind === 'and' || condition.kind === 'or') condition.of.forEach(within);
    else if (condition.kind === 'opaque') noteOpaque(registry, condition.key, condition.phrase);
  };
  if (part === 'opaque-conditions') conditionsOf(draft).forEach(within);
  else for (const response of singleResponses(draft)) if (response.kind === 'opaque') noteOpaque(registry, response.key, response.phrase);
}

/** What a draft asks for, piece by piece, also what it asks not to be. */
export function singleResponses({ responses }: Pick<Draft, 'responses'>): readonly DraftResponse[] {
  return responses.flatMap((response) => (response.kind === 'not-all' ? response.of : [response]));
}

function conditionsOf({ conditions, unless, until }: Draft): DraftCondition[] {
  return [...conditions.map(({ of }) => of), ...(unless ? [unless] : []), ...(until ? [until] : [])];
}

function noteCondition(registry: Registry, condition: DraftCondition): void {
  if (condition.kind === 'and' || condition.kind === 'or') for (const part of condition.of) noteCondition(registry, part);
  else if (condition.kind === 'compare' || condition.kind === 'flag') noteInput(registry, condition.thing);
  else if (condition.kind === 'is') noteInput(registry, condition.thing, condition.value);
  else if (condition.kind === 'opaque') noteOpaque(registry, condition.key, condition.phrase);
}

/** Quantities that are only compared with one another, and the unit that one takes from the other. Noted when all units are known. */
function noteRelations(registry: Registry, condition: DraftCondition): void {
  if (condition.kind === 'and' || condition.kind === 'or') for (const part of condition.of) noteRelations(registry, part);
  if (condition.kind !== 'relate') return;
  const left = relatedEntry(registry, condition.left.key) ?? noteInput(registry, condition.left);
  const right = relatedEntry(registry, condition.right.key) ?? noteInput(registry, condition.right);
  if (!left || !right || left.isWritten || right.isWritten) return;
  left.unit ??= right.unit;
  right.unit ??= left.unit;
}

/** The reading of a draft, in the language of readings. */
export function printDraft(registry: Registry, draft: Draft): string {
  const parts: string[] = [];
  for (const feature of draft.features) parts.push(`where ${noteFeature(registry, feature)}`);
  if (draft.events.length > 0) parts.push(`when ${draft.events.map((event) => noteEvent(registry, event)).join(' or ')}`);
  for (const { keyword, of } of draft.conditions) parts.push(`${keyword} ${printCondition(registry, of)}`);
  if (draft.unless) parts.push(`unless ${printCondition(registry, draft.unless)}`);
  parts.push(`then ${[...new Set(draft.responses.map((response) => printResponse(registry, response)))].join('; ')}`);
  if (draft.withinMs !== null) parts.push(`within ${printDuration(draft.withinMs)}`);
  if (draft.forAtLeastMs !== null) parts.push(`for at least ${printDuration(draft.forAtLeastMs)}`);
  if (draft.until) parts.push(`until ${printCondition(registry, draft.until)}`);
  return parts.join(' ');
}

function printCondition(registry: Registry, condition: DraftCondition, isInside = false): string {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const words = condition.of.map((part) => printCondition(registry, part, true)).join(` ${condition.kind} `);
      return isInside ? `(${words})` : words;
    }
    case 'opaque': {
      const flag = registry.things.get(condition.key);
      const words = flag?.kind === 'flag' ? flag.name : `"${noteOpaque(registry, condition.key, condition.phrase)}"`;
      return condition.isNegative ? `not ${words}` : words;
    }
    case 'flag': {
      const entry = registry.things.get(condition.thing.key);
      const words = entry?.kind === 'flag' ? entry.name : `"${noteOpaque(registry, condition.thing.key, condition.thing.phrase)}"`;
      return condition.isNegative ? `not ${words}` : words;
    }
    case 'is': {
      const entry = registry.things.get(condition.thing.key);
      if (entry?.kind !== 'choice') return opaqueWords(registry, `${condition.thing.phrase} is ${condition.value}`, condition.isNegative);
      return `${entry.name} ${condition.isNegative ? '!=' : '='} ${printValue(condition.value)}`;
    }
    case 'compare': {
      const entry = registry.things.get(condition.thing.key);
      if (entry?.kind !== 'number')
        return opaqueWords(registry, `${condition.thing.phrase} ${condition.operator} ${condition.value}`, false);
      return `${entry.name} ${condition.operator} ${printAmount(entry, condition.value)}`;
    }
    case 'relate': {
      const left = relatedEntry(registry, condition.left.key);
      const right = relatedEntry(registry, condition.right.key);
      if (!left || !right || left === right || left.unit !== right.unit)
        return opaqueWords(registry, `${condition.left.phrase} ${condition.operator} ${condition.right.phrase}`, false);
      return `${left.name} ${condition.operator} ${right.name}`;
    }
    default:
      return condition satisfies never;
  }
}

/** A quantity that some sentence compares with a number, under any unit, so that the two meet. */
function relatedEntry(registry: Registry, key: string): Entry | undefined {
  const exact = registry.things.get(key);
  if (exact?.kind === 'number') return exact;
  for (const [other, entry] of registry.things) if (entry.kind === 'number' && other.startsWith(`${key}|`)) return entry;
  return undefined;
}

function opaqueWords(registry: Registry, phrase: string, isNegative: boolean): string {
  return `${isNegative ? 'not ' : ''}"${noteOpaque(registry, phraseKey(phrase), phrase)}"`;
}

function printResponse(registry: Registry, response: DraftResponse): string {
  switch (response.kind) {
    case 'opaque':
      return `${response.isNegative ? 'not ' : ''}${declaredAction(registry, response.phrase) ?? `"${noteOpaque(registry, response.key, response.phrase)}"`}`;
    case 'action':
      return `${response.isNegative ? 'not ' : ''}${noteAction(registry, response)}`;
    case 'compare':
    case 'is': {
      const entry = registry.things.get(outputKey(registry, response.thing.key, response.scope));
      if (!entry || entry.kind !== response.thing.kind || !entry.isOutput)
        return opaqueWords(registry, `${response.thing.phrase} is ${String(response.value)}`, false);
      const name = entry.isInput ? `${entry.name}'` : entry.name;
      return response.kind === 'is'
        ? `${name} = ${printValue(response.value)}`
        : `${name} ${response.operator} ${printAmount(entry, response.value)}`;
    }
    case 'none': {
      const entry = amountOf(registry, response.base, response.scope);
      if (entry) return `${entry.isInput ? `${entry.name}'` : entry.name} = ${printAmount(entry, 0)}`;
      const phrase = `${response.verb} ${response.phrase}`;
      return `not ${noteAction(registry, { kind: 'action', key: phraseKey(phrase), phrase, isNegative: true, verb: response.verb, object: response.base, scope: response.scope })}`;
    }
    case 'not-all':
      return `not (${response.of.map((part) => printResponse(registry, part)).join(' and ')})`;
    default:
      return response satisfies never;
  }
}

/** The number that other sentences say of the same thing. */
function amountOf(registry: Registry, base: string, scope: string): Entry | undefined {
  const whole = scope === '' ? base : `${scope}::${base}`;
  for (const [key, entry] of registry.things) {
    if (
      entry.kind === 'number' &&
      entry.isOutput &&
      (key === whole || key === base || key.startsWith(`${whole}|`) || key.startsWith(`${base}|`))
    )
      return entry;
  }
  return undefined;
}

function printAmount({ unit }: Entry, value: number): string {
  if (unit === 'ms')
    return value !== 0 && value % 60_000 === 0
      ? `${value / 60_000} min`
      : value !== 0 && value % 1000 === 0
        ? `${value / 1000} s`
        : `${value} ms`;
  if (unit === 'bytes') {
    if (value !== 0 && value % 1024 ** 2 === 0) return `${value / 1024 ** 2} mb`;
    return value !== 0 && value % 1024 === 0 ? `${value / 1024} kb` : `${value} bytes`;
  }
  return writeNumber(value, unit);
}

function printValue(value: string): string {
  const plain = value.replace(/["\n]/g, '');
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(plain) && !KEYWORDS.has(plain) && plain !== 'as' ? plain : `"${plain}"`;
}

/** The line that declares a thing. */
export function printEntry({ name, phrase, kind, unit, isReal, values, isClosed, isInput, isOutput, scope }: Entry): string {
  const role = isInput && isOutput ? 'state' : isOutput ? 'out' : 'in';
  const counted = /^the (?:number|length|size|duration|age|count) of\b/.test(phrase) || (unit !== null && !isCurrency(unit));
  const range = counted ? ' 0..' : '';
  const number =
    unit !== null && isCurrency(unit)
      ? `money ${unit}`
      : unit === '%'
        ? 'percent'
        : unit === 'ms'
          ? `duration${range}`
          : `${isReal ? 'real' : 'int'}${range}${unit === null ? '' : ` "${unit}"`}`;
  const type =
    kind === 'flag' ? 'bool' : kind === 'number' ? number : [...values.map(printValue), ...(isClosed ? [] : ['...'])].join(' | ');
  return `${role} ${name} : ${type} as "${phrase}"${printScope(scope)}`;
}

/** ` of "7/shop"`, where a phrase means something in its requirement only. */
export function printScope(scope: string): string {
  return scope === '' ? '' : ` of "${scope.replaceAll('"', '')}"`;
}
