import { printDeclaration, printTerm } from '#core/language/reading/format-readings.ts';
import { KEYWORDS } from '#core/language/reading/lex-reading.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { Term, TypeNode } from '#core/language/reading/reading-tree.ts';
import { singleDeclarations } from './name-uses.ts';

export const draftKinds = ['in', 'state', 'out', 'event', 'action', 'feature', 'term'] as const;
export type DraftKind = (typeof draftKinds)[number];

export const draftTypes = ['bool', 'int', 'real', 'money', 'percent', 'duration', 'date', 'choice', 'text', 'set'] as const;
export type DraftType = (typeof draftTypes)[number];

/** A declaration as the fields of a form hold it: words as somebody types them, whether they go together or not. */
export type TermDraft = {
  name: string;
  kind: DraftKind;
  type: DraftType;
  /** The currency of money, or what is counted. */
  unit: string;
  low: string;
  high: string;
  values: readonly string[];
  isOpen: boolean;
  /** What state starts as. */
  initial: string;
  phrases: readonly string[];
  scope: string | null;
  /** What a term stands for. */
  meaning: string;
};

const empty: TermDraft = {
  name: '',
  kind: 'in',
  type: 'bool',
  unit: '',
  low: '',
  high: '',
  values: [],
  isOpen: false,
  initial: '',
  phrases: [],
  scope: null,
  meaning: '',
};

/** A line of `readings.spec` as a draft; of anything else, a draft of a value that is true or false and is called so. */
export function draftOf(line: string, called = ''): TermDraft {
  const [item] = singleDeclarations(parseReadings(line).tree.declarations);
  const plain = { ...empty, name: nameOf(called), phrases: called === '' ? [] : [called] };
  if (item?.kind === 'variable') {
    const named = { name: item.name, phrases: item.phrases.map(({ value }) => value), scope: item.scope };
    return { ...empty, ...named, kind: item.role, ...typeDraft(item.type), initial: item.initial ? printTerm(item.initial) : '' };
  }
  if (item?.kind === 'event' || item?.kind === 'action' || item?.kind === 'feature') {
    const [named] = item.names;
    return named
      ? { ...empty, kind: item.kind, name: named.name, phrases: named.phrases.map(({ value }) => value), scope: named.scope }
      : plain;
  }
  return item?.kind === 'term' ? { ...empty, kind: 'term', name: item.name, meaning: printTerm(item.of) } : plain;
}

/** A name that readings can hold, made of a phrase. */
export function nameOf(phrase: string): string {
  const base = (phrase.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !/^(?:the|a|an|of)$/.test(word))
    .slice(0, 6)
    .join('_');
  const name = /^\p{L}/u.test(base) ? base : base === '' ? '' : `x_${base}`;
  return KEYWORDS.has(name) ? `${name}_` : name;
}

function typeDraft(type: TypeNode): Partial<TermDraft> {
  if (type.kind === 'choice') return { type: 'choice', values: type.values.map(({ value }) => value), isOpen: type.isOpen };
  if (type.kind !== 'number') return { type: type.kind };
  const bound = (term: Term | null) => (term ? printTerm(term) : '');
  return { type: type.base, unit: type.unit ?? '', low: bound(type.low), high: bound(type.high) };
}

/** The line that a draft comes to, in its one shape where it can be read. */
export function lineOf(draft: TermDraft): string {
  const { name, kind, meaning, initial } = draft;
  const phrases = draft.phrases
    .map((phrase) => phrase.replace(/["\n]/g, ' ').replace(/\s+/g, ' ').trim())
    .filter((phrase) => phrase !== '');
  const scope = draft.scope === null ? '' : ` of "${draft.scope}"`;
  const as = phrases.length === 0 ? '' : ` as ${phrases.map((phrase) => `"${phrase}"`).join(', ')}${scope}`;
  const line =
    kind === 'term'
      ? `term ${/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `"${name}"`} = ${meaning}`
      : kind === 'event' || kind === 'action' || kind === 'feature'
        ? `${kind} ${name}${as}`
        : `${kind} ${name} : ${typeWords(draft)}${kind === 'state' && initial.trim() !== '' ? ` = ${initial.trim()}` : ''}${as}`;
  const { tree, diagnostics } = parseReadings(line.replace(/\n/g, ' '));
  const [item] = tree.declarations;
  return item && diagnostics.length === 0 ? printDeclaration(item) : line.replace(/\n/g, ' ');
}

function typeWords({ type, unit, low, high, values, isOpen }: TermDraft): string {
  const range = low.trim() || high.trim() ? ` ${low.trim()}..${high.trim()}` : '';
  switch (type) {
    case 'choice':
      return [
        ...values
          .map((value) => value.trim())
          .filter(Boolean)
          .map(valueWords),
        ...(isOpen ? ['...'] : []),
      ].join(' | ');
    case 'money':
      return `money ${unit.trim().toUpperCase()}${range}`;
    case 'int':
    case 'real':
      return `${type}${range}${unit.trim() === '' ? '' : ` "${unit.trim().replaceAll('"', '')}"`}`;
    case 'percent':
    case 'duration':
    case 'date':
      return `${type}${range}`;
    case 'bool':
    case 'text':
    case 'set':
      return type;
    default:
      return type satisfies never;
  }
}

function valueWords(value: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(value) && !KEYWORDS.has(value) && value !== 'as' ? value : `"${value.replace(/["\n]/g, '')}"`;
}

/** What a declaration says, as a definition that people could read in the text. */
export function sayDraft({ kind, type, unit, low, high, values, isOpen, meaning }: TermDraft): string {
  if (kind === 'event') return 'What happens in a step.';
  if (kind === 'action') return 'What the system does in a step, or does not.';
  if (kind === 'feature') return 'A feature that is on or off.';
  if (kind === 'term') return `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}.`;
  if (type === 'choice') {
    const last = values.at(-1) ?? '';
    return values.length < 2 ? `${last}.` : `${values.slice(0, -1).join(', ')} or ${last}${isOpen ? ', or another' : ''}.`;
  }
  const what: Partial<Record<DraftType, string>> = {
    bool: 'True or false',
    int: unit === '' ? 'A whole number' : `A whole number of ${unit}`,
    real: unit === '' ? 'A number' : `A number of ${unit}`,
    money: `An amount in ${unit}`,
    percent: 'A percentage',
    duration: 'A time span',
    date: 'A moment',
    text: 'A text',
    set: 'A set',
  };
  const range = low && high ? ` from ${low} to ${high}` : low ? ` of at least ${low}` : high ? ` of at most ${high}` : '';
  return `${what[type] ?? ''}${range}.`;
}
