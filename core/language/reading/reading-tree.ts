import type { Span } from '../span.ts';

/** Comparison signs of a reading. */
export type Sign = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** An expression as it is written, before any name is looked up. A `hole` stands where words are missing or wrong. */
export type Term =
  | { kind: 'number'; value: number; unit: string | null; span: Span }
  | { kind: 'text'; value: string; span: Span }
  | { kind: 'name'; name: string; isAfter: boolean; span: Span }
  | { kind: 'boolean'; value: boolean; span: Span }
  | { kind: 'not'; of: Term; span: Span }
  | { kind: 'and' | 'or'; of: Term[]; span: Span }
  | { kind: 'implies'; when: Term; consequence: Term; span: Span }
  | { kind: 'compare'; operator: Sign; left: Term; right: Term; span: Span }
  | { kind: 'in-set'; of: Term; values: Term[]; span: Span }
  | { kind: 'in-range'; of: Term; low: Term; high: Term; span: Span }
  | { kind: 'arithmetic'; operator: '+' | '-' | '*'; left: Term; right: Term; span: Span }
  | { kind: 'negative'; of: Term; span: Span }
  | { kind: 'call'; name: Call; of: Term[]; span: Span }
  | { kind: 'hole'; span: Span };

export type Call = 'abs' | 'min' | 'max' | 'len' | 'count';

export const CALLS: readonly Call[] = ['abs', 'min', 'max', 'len', 'count'];

/** Words in quotation marks, without them. */
export type Quoted = { value: string; span: Span };

export type TypeNode = { span: Span } & (
  | { kind: 'bool' }
  | {
      kind: 'number';
      base: 'int' | 'real' | 'money' | 'percent' | 'duration' | 'date';
      unit: string | null;
      low: Term | null;
      high: Term | null;
    }
  | { kind: 'choice'; values: { value: string; span: Span }[]; isOpen: boolean }
  | { kind: 'text' }
  | { kind: 'set' }
);

/**
 * A name with the phrases of the text that mean it; the first is the one that people are shown. With a `scope` (`7/shop`: a requirement, and who shall) the phrases mean it
 * there only.
 */
export type NamedPhrase = { name: string; nameSpan: Span; phrases: Quoted[]; scope: string | null };

export type Declaration = { span: Span } & (
  | { kind: 'spec'; name: string }
  | ({ kind: 'variable'; role: 'in' | 'state' | 'out'; type: TypeNode; initial: Term | null } & NamedPhrase)
  | { kind: 'event' | 'action' | 'feature'; names: NamedPhrase[] }
  | { kind: 'opaque'; phrase: Quoted; role: 'in' | 'out' }
  | { kind: 'term'; name: string; nameSpan: Span; of: Term }
  | { kind: 'assume'; of: Term }
  | { kind: 'exclusive'; names: { name: string; span: Span }[] }
);

/** What a person said of a reading; whether it is stale or partial follows from the sentence and the reading itself. */
export type Mark = 'confirmed' | 'proposed';

/** A time span as written; `ms` is what it comes to. */
export type Duration = { ms: number; span: Span };

/** One line of `readings.spec` that says what a criterion means. */
export type Reading = {
  id: string;
  idSpan: Span;
  mark: Mark | null;
  /** Of the sentence that it was made for (`sentenceHash`); null where it is bound to none. */
  hash: string | null;
  features: { name: string; span: Span }[];
  events: { name: string; span: Span }[];
  conditions: { keyword: 'while' | 'if'; of: Term }[];
  unless: Term | null;
  form: 'then' | 'always' | 'never';
  responses: Term[];
  within: Duration | null;
  forAtLeast: Duration | null;
  until: Term | null;
  span: Span;
};

/** A line as the formatter needs it: what it says, if it could be read, and the words themselves. */
export type ReadingLine = {
  item: { kind: 'declaration'; declaration: Declaration } | { kind: 'reading'; reading: Reading } | { kind: 'broken' } | { kind: 'blank' };
  comment: string | null;
  span: Span;
};

export type ReadingsTree = { lines: ReadingLine[]; declarations: Declaration[]; readings: Reading[] };
