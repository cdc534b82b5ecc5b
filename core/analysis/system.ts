import type { Span } from '#core/language/span.ts';
import type { Domain, Expression, Value } from './expression.ts';

/**
 * What engines analyse: typed variables, what may be assumed of them, and rules (guard and response). Readings of a spec, FRET projects and
 * decision tables are all turned into one of these; where it came from matters to nobody after that.
 */
export type System = {
  variables: readonly Variable[];
  /** Names of events; one happens in each step, and `tick` is always among them. */
  events: readonly string[];
  /** Facts of the domain, over inputs and state before the step. */
  assumptions: readonly Assumption[];
  rules: readonly Rule[];
};

export type Variable = {
  name: string;
  /**
   * `input`: the environment chooses it in each step. `state`: kept by the system; the plain name is its value before the step. `output`: produced in
   * the step. An action is a boolean output that is false unless a rule asks for it; an opaque phrase is a boolean input named by its words.
   */
  role: 'input' | 'state' | 'output';
  domain: Domain;
  /** Of state; null when it may start as anything. */
  initial: Value | null;
  isAction: boolean;
  /** The sentence's own words for it, for witnesses: `the cart's total`. */
  phrase: string;
};

/** `id` names where it came from, for a conflict among assumptions (`assume` of line 7, a range). */
export type Assumption = { id: string; expression: Expression };

/** When one of `events` happens (`null`: any step) and `guard` holds, `response` holds. */
export type Rule = {
  /** The criterion that it reads; several rules of one sentence share it. */
  criterion: string;
  /** Unique in the system: `1.2`, or `1.2#2` for the second rule of a sentence. */
  id: string;
  events: readonly string[] | null;
  /** Over inputs and state before the step only: a condition on outputs belongs to the response, as `condition implies response`. */
  guard: Expression;
  /** Over outputs and state after the step (inputs and state before may be mentioned). */
  response: Expression;
  /** The response is due within this time of the trigger, or has to last that long; the step itself where null. */
  timing: Timing | null;
  /** `IF ... THEN`: what nobody wishes for. */
  isUnwanted: boolean;
  /** The feature flag of `WHERE`, already part of `guard`. */
  feature: string | null;
  /** Where the reading stands in its own text. */
  span: Span | null;
};

/** In milliseconds; null where nothing is said. */
export type Timing = {
  within: number | null;
  forAtLeast: number | null;
  until: Expression | null;
};
