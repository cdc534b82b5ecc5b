import type { TermKind } from '#core/readings/glossary.ts';
import type { DraftKind, DraftType } from '#core/readings/term-draft.ts';

/** What each kind of word is called, and what it means to readings. */
export const kindNames: Record<TermKind, { label: string; why: string }> = {
  input: { label: 'input', why: 'The environment chooses it in each step.' },
  state: { label: 'state', why: 'The system keeps it from step to step.' },
  output: { label: 'output', why: 'A step produces it.' },
  event: { label: 'event', why: 'It happens; one in a step.' },
  action: { label: 'action', why: 'The system does it in a step, or does not.' },
  feature: { label: 'feature', why: 'It is on or off.' },
  opaque: { label: 'not defined', why: 'A phrase that is taken as it stands: true or false, and nobody knows when.' },
  term: { label: 'term', why: 'It stands for an expression.' },
  word: { label: 'only in the text', why: 'The text defines it; no reading speaks of it.' },
};

/** The kinds that a person chooses from. */
export const draftKindNames: Record<DraftKind, string> = {
  in: 'Input: the environment chooses it',
  state: 'State: the system keeps it',
  out: 'Output: a step produces it',
  event: 'Event: it happens',
  action: 'Action: the system does it or not',
  feature: 'Feature: on or off',
  term: 'Term: stands for an expression',
};

export const typeNames: Record<DraftType, string> = {
  bool: 'true or false',
  int: 'whole number',
  real: 'number',
  money: 'money',
  percent: 'percent',
  duration: 'time span',
  date: 'date',
  choice: 'one of some values',
  text: 'text',
  set: 'set',
};

export const glossaryFilters = {
  all: { label: 'All', has: () => true },
  values: { label: 'Values', has: (kind: TermKind) => kind === 'input' || kind === 'state' || kind === 'output' || kind === 'term' },
  doings: { label: 'Events and actions', has: (kind: TermKind) => kind === 'event' || kind === 'action' || kind === 'feature' },
  opaque: { label: 'Not defined', has: (kind: TermKind) => kind === 'opaque' },
  word: { label: 'Only in the text', has: (kind: TermKind) => kind === 'word' },
} as const;
export type GlossaryFilter = keyof typeof glossaryFilters;
export const glossaryFilterNames = ['all', 'values', 'doings', 'opaque', 'word'] as const satisfies readonly GlossaryFilter[];
