import type { Bound, CounterTrace } from './counter-trace.ts';

/**
 * A deterministic monitor of one counter-trace. Time is dense: values change only at multiples of the tick, but a run may be cut into phases anywhere,
 * also inside a tick. Of the moments at which a phase may have begun it is enough to know the earliest where it has to last, and the latest
 * where it must not, and whether that very moment counts or only those close to it.
 */
export type Monitor = {
  readonly initial: number;
  /** The state after one tick in which phase i's condition is `holds[i]`; -1 where the trace has happened. */
  step(state: number, holds: readonly boolean[]): number;
  isActive(state: number, phase: number): boolean;
};

/** `age` in ticks since the decisive beginning; it `isExact` where that moment itself counts. */
type Began = { age: number; isExact: boolean } | null;

type State = { began: readonly Began[]; mayEnter: readonly boolean[] };

type TickedPhase = { mayBeEmpty: boolean; kind: 'free' | 'least' | 'most' | 'forever'; ticks: number; isStrict: boolean };

/** `tick` divides every bound of the trace. */
export function createMonitor(trace: CounterTrace, tick: number): Monitor {
  const phases = trace.map(({ bound, mayBeEmpty }) => ({ mayBeEmpty, ...inTicks(bound, tick) }));
  const states: State[] = [];
  const numbers = new Map<string, number>();
  const steps = new Map<string, number>();
  const numberOf = (state: State): number => {
    const key = `${state.began.map((one) => (one ? `${one.age}${one.isExact ? '!' : ''}` : '')).join()}|${state.mayEnter.map(Number).join('')}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, states.length);
    return states.push(state) - 1;
  };
  const entries = [true];
  for (const [index, phase] of phases.entries()) entries.push(phase.mayBeEmpty && entries[index] === true);
  const initial = numberOf({ began: phases.map(() => null), mayEnter: entries });
  return {
    initial,
    step(number, holds) {
      const key = `${number}:${holds.map(Number).join('')}`;
      const known = steps.get(key);
      if (known !== undefined) return known;
      const state = states[number];
      const next = state && advance(phases, state, holds);
      const result = next ? numberOf(next) : -1;
      steps.set(key, result);
      return result;
    },
    isActive: (number, phase) => (states[number]?.began[phase] ?? null) !== null,
  };
}

function inTicks(bound: Bound | null, tick: number): Omit<TickedPhase, 'mayBeEmpty'> {
  if (bound === null) return { kind: 'free', ticks: 0, isStrict: false };
  const isStrict = bound.operator === '<' || bound.operator === '>';
  if (bound.operator === '<' || bound.operator === '<=') return { kind: 'most', ticks: Math.round(bound.time / tick), isStrict };
  if (bound.time === Number.POSITIVE_INFINITY) return { kind: 'forever', ticks: 0, isStrict };
  return bound.time <= 0 ? { kind: 'free', ticks: 0, isStrict } : { kind: 'least', ticks: Math.round(bound.time / tick), isStrict };
}

/** Null where the trace has happened by the end of the tick. */
function advance(phases: readonly TickedPhase[], state: State, holds: readonly boolean[]): State | null {
  const began: Began[] = [];
  /** Whether this phase may begin at any moment inside the tick, and at its end. */
  let entersInside = false;
  let entersAtEnd = false;
  const mayEnter = [false];
  for (const [index, phase] of phases.entries()) {
    let now: Began = null;
    let endsInside = false;
    let endsAtEnd = false;
    if (holds[index]) {
      const start = startOf(phase, state.began[index] ?? null, state.mayEnter[index] === true);
      endsInside = isOverInside(phase, start, entersInside);
      now = afterTick(phase, start, entersInside);
      endsAtEnd = isOverAtEnd(phase, now);
    }
    began.push(isHopeless(phase, now) ? null : now);
    entersInside = endsInside || (phase.mayBeEmpty && entersInside);
    entersAtEnd = endsAtEnd || (phase.mayBeEmpty && entersAtEnd);
    mayEnter.push(entersAtEnd);
  }
  return entersInside || entersAtEnd ? null : { began, mayEnter };
}

/** The decisive beginning up to the start of the tick. */
function startOf(phase: TickedPhase, before: Began, entersNow: boolean): Began {
  const fresh = entersNow ? { age: 0, isExact: true } : null;
  return phase.kind === 'most' ? (fresh ?? before) : (before ?? fresh);
}

function isOverInside(phase: TickedPhase, start: Began, entersInside: boolean): boolean {
  if (phase.kind === 'forever') return false;
  if (phase.kind === 'free') return start !== null || entersInside;
  if (phase.kind === 'least') return start !== null && start.age >= phase.ticks;
  return (entersInside && phase.ticks > 0) || (start !== null && start.age + 1 <= phase.ticks);
}

function afterTick(phase: TickedPhase, start: Began, entersInside: boolean): Began {
  if (phase.kind === 'free' || phase.kind === 'forever') return start || entersInside ? { age: 0, isExact: true } : null;
  if (phase.kind === 'most' && entersInside) return { age: 0, isExact: false };
  if (start) return { age: phase.kind === 'least' ? Math.min(start.age + 1, phase.ticks + 1) : start.age + 1, isExact: start.isExact };
  return entersInside ? { age: 1, isExact: false } : null;
}

function isOverAtEnd(phase: TickedPhase, now: Began): boolean {
  if (now === null || phase.kind === 'forever') return false;
  if (phase.kind === 'free') return true;
  if (phase.kind === 'least') return now.age > phase.ticks || (now.age === phase.ticks && now.isExact && !phase.isStrict);
  return now.age < phase.ticks || (now.age === phase.ticks && now.isExact && !phase.isStrict);
}

/** A phase that has lasted too long will never end in time. */
function isHopeless(phase: TickedPhase, now: Began): boolean {
  return now !== null && phase.kind === 'most' && now.age >= phase.ticks && !(now.age === phase.ticks && now.isExact && !phase.isStrict);
}
