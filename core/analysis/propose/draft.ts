import type { Comparison } from '../expression.ts';
import type { Access } from './read-access.ts';

/** A thing that a sentence speaks of, before it has a name: its words, and the key under which other wordings of it are found. */
export type Thing = {
  key: string;
  phrase: string;
  kind: 'number' | 'choice' | 'flag';
  unit: string | null;
  /** Whether fractions occur. */
  isReal: boolean;
  /** Of a choice: values that the glossary lists, which are all there are; null where there may be others. */
  values: readonly string[] | null;
};

export type DraftCondition =
  | { kind: 'compare'; thing: Thing; operator: Comparison; value: number }
  | { kind: 'relate'; left: Thing; operator: Comparison; right: Thing }
  | { kind: 'is'; thing: Thing; value: string; isNegative: boolean }
  | { kind: 'flag'; thing: Thing; isNegative: boolean }
  | { kind: 'opaque'; phrase: string; key: string; isNegative: boolean }
  | { kind: 'and' | 'or'; of: DraftCondition[] };

export type DraftResponse =
  | { kind: 'compare'; thing: Thing; operator: Comparison; value: number; scope: string }
  | { kind: 'is'; thing: Thing; value: string; scope: string }
  /** `grant no discount`: zero, if other sentences say how much it is; else the action is not done. */
  | { kind: 'none'; base: string; phrase: string; verb: string; scope: string }
  /** `verb` and `object` find antonyms: what enables and what disables the same thing. */
  | { kind: 'action'; key: string; phrase: string; isNegative: boolean; verb: string; object: string; scope: string }
  | { kind: 'opaque'; phrase: string; key: string; isNegative: boolean }
  /** `SHALL NOT mark the order as paid and send a receipt`: not all of it. */
  | { kind: 'not-all'; of: readonly DraftResponse[] };

/** What the rules make of one sentence. */
export type Draft = {
  features: { key: string; phrase: string }[];
  events: { key: string; phrase: string }[];
  conditions: { keyword: 'while' | 'if'; of: DraftCondition }[];
  unless: DraftCondition | null;
  /** Criteria that win over this one where they apply, by id. */
  exceptFor: readonly string[];
  responses: DraftResponse[];
  withinMs: number | null;
  forAtLeastMs: number | null;
  until: DraftCondition | null;
  /** What it says of who may do something. */
  access: Access | null;
  /** Why there is no reading, or none of some part. */
  why: string | null;
};
