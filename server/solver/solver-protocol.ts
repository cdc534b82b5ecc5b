import type { SliceVerdict, SolverSlice } from '#core/analysis/smt/check-slice.ts';
import type { OneStep, OneStepVerdict } from '#core/analysis/smt/one-step.ts';
import type { Compared, PropertyVerdict } from '#core/analysis/smt/questions.ts';
import type { Rule, System } from '#core/analysis/system.ts';

/** What the worker is asked. Everything in it is data, so that it can be sent. */
export type SolverQuestion =
  | { kind: 'slice'; system: System; slice: SolverSlice }
  | { kind: 'compare'; system: System; one: readonly Rule[]; other: readonly Rule[] }
  | { kind: 'property'; system: System; claim: Rule }
  | { kind: 'one-step'; game: OneStep };

export type SolverAnswer =
  | { kind: 'slice'; verdict: SliceVerdict }
  | { kind: 'compare'; compared: Compared }
  | { kind: 'one-step'; verdict: OneStepVerdict }
  | { kind: 'property'; verdict: PropertyVerdict };
