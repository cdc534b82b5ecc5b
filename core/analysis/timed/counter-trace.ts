import type { Domain, Expression } from '../expression.ts';

/**
 * What must never happen, as phases one after the other: a requirement is broken as soon as some run can be cut into these phases. The words are
 * those of the duration calculus (Hoenicke, "Combination of Processes, Data, and Time"): `holds` all through the phase, for as long as `bound` says.
 */
export type CounterTrace = readonly Phase[];

export type Phase = {
  holds: Expression;
  /** Times are in the unit of the system; `>= Infinity` is a phase that never ends, for what may wait for ever. */
  bound: Bound | null;
  /** A phase that may also last no time at all. */
  mayBeEmpty: boolean;
};

export type Bound = { operator: '<' | '<=' | '>=' | '>'; time: number };

/** A requirement is kept as long as none of its traces has happened. Without traces nothing about it can be decided by this engine. */
export type TimedRequirement = {
  id: string;
  traces: readonly CounterTrace[];
  /** What has to hold at every moment, where the requirement says nothing else: it is part of every check. */
  invariant: Expression | null;
  /** Why the answer about it may be wrong, in a sentence; null where it is exact. */
  doubt: string | null;
};

export type TimedSystem = {
  variables: readonly { name: string; domain: Domain }[];
  requirements: readonly TimedRequirement[];
};

/** The phase that a run has to reach before it can be said that the requirement was ever put to the test. */
export function trialPhase(trace: CounterTrace): number {
  const last = trace.at(-1);
  if (!last) return -1;
  return last.bound?.operator === '>=' || last.bound?.operator === '>' ? trace.length - 1 : trace.length - 2;
}
