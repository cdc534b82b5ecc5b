import type { Value } from '#core/analysis/expression.ts';

/** What happens in one step: an event with the inputs of that moment. `afterMs` passes on the clock before it. */
export type TestStep = { event: string; inputs: Readonly<Record<string, Value>>; afterMs?: number };

/** How a case came about: kept from an earlier failure, an end of a cell, a pair of values, a guard that nothing else reached, or by chance near the edges. */
export type Origin = 'regression' | 'cell' | 'pairwise' | 'directed' | 'random';

/** Steps from a fresh start. What has to follow is not part of it: the readings say so (`violationsOf`). */
export type TestCase = {
  id: string;
  origin: Origin;
  steps: readonly TestStep[];
  /** The sentences that it comes from: those that apply in its last step, or in any step of a random one. */
  criteria: readonly string[];
};

export type Suite = {
  cases: readonly TestCase[];
  /** Criteria whose guard holds in no step of any case. */
  unreached: readonly string[];
  /** States of the model that were visited, and whether no bound was met on the way. */
  states: number;
  isComplete: boolean;
};

/** What was seen in one step. `trouble` says in a sentence why there is nothing to see (it threw, it never returned). */
export type Observation = {
  outputs: Readonly<Record<string, Value>>;
  /** State after the step, of the variables that can be observed. */
  state: Readonly<Record<string, Value>>;
  trouble: string | null;
};

/** What was seen of a case, from the state after a reset on; shorter than the case where a step ended it. */
export type Trace = { initial: Readonly<Record<string, Value>>; steps: readonly Observation[] };
