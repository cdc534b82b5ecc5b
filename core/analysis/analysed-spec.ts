import type { Format } from '#core/formats/find-specs.ts';
import type { Span } from '#core/language/span.ts';
import type { Diagnostic } from '#core/language/spec-tree.ts';
import type { Finding, Witness } from './finding.ts';
import type { Claim } from './reading/merge-readings.ts';
import type { System } from './system.ts';

/** The texts of one spec. `requirements` may be a `bugfix.md`, or what another format has in its place; `readings` is `readings.spec`. */
export type SpecToAnalyse = { requirements: string; format?: Format | undefined; readings?: string | undefined };

/** What is known of a criterion's reading: what a person said, and whether it still fits the sentence. */
export type ReadingState = 'confirmed' | 'proposed' | 'partial' | 'stale' | 'none';

/**
 * How much of a sentence takes part in analysis. `read`: every word of condition and response. `partial`: a part of it is opaque (a free input or an action
 * named by its words) beside one that is not. `opaque`: all of it. `unread`: no reading, or one that cannot be used; `why` says so.
 */
export type Coverage = 'read' | 'partial' | 'opaque' | 'unread';

/** One criterion and what it is taken to mean. Spans are positions in the requirements, except `readingSpan`. */
export type CriterionReading = {
  criterion: string;
  /** The sentence. */
  span: Span;
  sentenceHash: string;
  state: ReadingState;
  coverage: Coverage;
  /** Who wrote it: a person (or a model, with a person's consent) in `readings.spec`, the rules, or a decision table of the spec. */
  source: 'written' | 'rules' | 'table' | null;
  /** What stands behind the colon in `readings.spec`; several lines where a sentence takes several. */
  lines: readonly string[];
  /** What the rules read in the sentence of now, where `lines` are of an earlier one; these take part in analysis then, as a proposal. */
  fresh: readonly string[] | null;
  /** Where it stands in `readings.spec`, if it does. */
  readingSpan: Span | null;
  /** The reading printed back as plain English. */
  english: string | null;
  /** A step that the reading allows and one that it forbids, in words. */
  allowed: string | null;
  forbidden: string | null;
  /** Why it is not read, or not wholly. */
  why: string | null;
  /** What the words leave open. */
  questions: readonly Question[];
};

/** A question with the change of the requirements that each answer would make; an answer may change nothing. */
export type Question = { id: string; text: string; options: readonly Option[] };

export type Option = {
  label: string;
  edits: readonly { span: Span; text: string }[];
  /** What a criterion would say: its edit is made where the criterion stands by then. */
  rewrite?: { criterion: string; sentence: string };
  /** What would be written into `readings.spec`. */
  readings?: OfferedReadings;
};

/** Readings that a person may take: the words that they need and that nobody has declared, and of each sentence what stands behind the colon. */
export type OfferedReadings = {
  declarations: readonly string[];
  readings: readonly { criterion: string; sentenceHash: string; rules: readonly string[] }[];
  /** Whoever chooses it says that this is what the sentences mean; else they become proposals like those of the rules. */
  isConfirmed: boolean;
};

/** A finding as people read it. */
export type WordedFinding = Finding & {
  title: string;
  why: string;
  /** The step that shows it, a line each, in the words of the spec; empty where there is none. */
  scenario: readonly string[];
  question: Question;
  /** Whose doubt it is, and of how many who were asked. */
  voices?: { perspectives: readonly string[]; of: number };
};

/** How many criteria there are, by coverage. Their sum is `criteria`. */
export type CoverageCounts = { criteria: number; read: number; partial: number; opaque: number; unread: number };

/** A part of the system that the cells could not decide: it goes to the solver. `hash` names it, whatever else the spec says. */
export type UndecidedSlice = { hash: string; rules: readonly string[]; why: 'too-many-cells' | 'not-linear' | 'shared-variables' };

/** All that the instant tier says of a spec. */
export type AnalysedSpec = {
  readings: readonly CriterionReading[];
  findings: readonly WordedFinding[];
  counts: CoverageCounts;
  /** What the other engines go on with: rules of all usable readings, written or proposed. */
  system: System;
  /** What properties of the design claim, for the solver. */
  claims: readonly Claim[];
  /** Criteria whose readings nobody has confirmed: findings about them are no stronger than the reading. */
  unconfirmed: ReadonlySet<string>;
  undecided: readonly UndecidedSlice[];
  /** What is wrong in `readings.spec`, with places there. */
  diagnostics: readonly Diagnostic[];
  /** Declarations and readings that the rules propose, as text that could be put into `readings.spec`. */
  proposal: string;
  /** Findings beyond the most that are kept of one slice. */
  omitted: number;
};

/** Words of a step, for findings of engines that have no words of their own. */
export type WitnessWords = (witness: Witness) => readonly string[];
