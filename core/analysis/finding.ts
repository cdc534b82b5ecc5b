import type { Value } from './expression.ts';

/** The checks of the analysis, by the name people read in a finding. */
export type FindingKind =
  | 'never-triggerable'
  | 'impossible-response'
  | 'contradiction'
  | 'conflict'
  | 'redundant'
  | 'gap'
  | 'output-gap'
  | 'boundary'
  | 'timing-conflict'
  | 'timing-vacuous'
  | 'timing-redundant'
  | 'dead-state'
  | 'unreachable'
  | 'trap-state'
  | 'property-not-implied'
  | 'property-contradicted'
  | 'ambiguous'
  | 'undefined-term'
  | 'type-clash'
  | 'unused-term'
  | 'missing-unwanted'
  | 'vague'
  | 'contradictory-assumptions'
  | 'between-specs'
  /** Somebody's doubt, of a critic: no engine says so. */
  | 'critique'
  /** What readers agree that criteria mean, offered to people. */
  | 'offered-readings';

/** `proved` is exact; `bounded` holds within so many steps; a hint is never counted as a defect. */
export type Proof =
  | { grade: 'proved'; engine: Engine }
  | { grade: 'bounded'; engine: Engine; steps: number }
  | { grade: 'hint'; engine: Engine };

/** `critics` and `readers` are models that were asked: what they say is proved by nothing. */
export type Engine = 'cells' | 'timed' | 'model' | 'z3' | 'rules' | 'critics' | 'readers';

/** One thing that analysis found, in data: words are made of it by `finding-words.ts`. */
export type Finding = {
  /** The same cause gives the same id in every analysis, whatever else the spec says. */
  id: string;
  kind: FindingKind;
  proof: Proof;
  /** The criteria (or rules of a table) that it is about, in document order. */
  criteria: readonly string[];
  event: string | null;
  /** Output or state that it is about, where one is. */
  variable: string | null;
  /** The exact region, as one range or set per variable that matters; empty means everywhere. */
  region: readonly RegionAxis[];
  /** A concrete step that shows it, with the path from the initial state where one is needed. */
  witness: Witness | null;
  /** Of what rests on names being alike: the pairs that need not mean one thing; empty where two requirements say the very same words. */
  supposing?: readonly (readonly [string, string])[];
  /** Of a redundancy: the one of the criteria that could go. */
  dispensable?: string | null;
};

export type RegionAxis = { variable: string; ranges: readonly Range[] } | { variable: string; values: readonly Value[] };

/** Bounds are null where open-ended; `Open` says that the bound itself is outside. */
export type Range = { low: number | null; high: number | null; isLowOpen: boolean; isHighOpen: boolean };

export type Witness = {
  steps: readonly WitnessStep[];
};

export type WitnessStep = {
  event: string;
  /** Values of inputs and of state before the step. */
  before: Readonly<Record<string, Value>>;
  /** What each criterion asks of outputs and state after it: criterion to variable to value. */
  asked: Readonly<Record<string, Readonly<Record<string, Value>>>>;
};
