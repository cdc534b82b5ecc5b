import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Bound, CounterTrace } from './counter-trace.ts';
import { type Constraint, solve } from './linear.ts';
import { createMonitor } from './monitor.ts';

const condition = (index: number) => ({ kind: 'variable', name: String(index), isAfter: false }) as const;

type Cut = { constraints: Constraint[]; from: number; to: number };

/** Where the end of phase `index` may lie: at a whole moment, or strictly between two. */
function* cuts(index: number, ticks: number): Generator<Cut> {
  const name = `s${index}`;
  const atMost = (bound: number, isStrict: boolean): Constraint => ({ factors: new Map([[name, 1]]), bound, isStrict });
  const atLeast = (bound: number, isStrict: boolean): Constraint => ({ factors: new Map([[name, -1]]), bound: -bound, isStrict });
  for (let moment = 0; moment <= ticks; moment += 1) {
    yield { constraints: [atMost(moment, false), atLeast(moment, false)], from: moment, to: moment };
    if (moment < ticks) yield { constraints: [atMost(moment + 1, true), atLeast(moment, true)], from: moment, to: moment + 1 };
  }
}

/** Whether real moments exist that cut the whole word into the phases: linear arithmetic says so, and no monitor. */
function happens(trace: CounterTrace, word: readonly (readonly boolean[])[]): boolean {
  const follow = (index: number, before: Cut, constraints: Constraint[]): boolean => {
    const phase = trace[index];
    if (!phase) return before.from === word.length;
    for (const cut of cuts(index, word.length)) {
      if (cut.to < before.from) continue;
      const length = new Map([
        [`s${index}`, 1],
        [`s${index - 1}`, -1],
      ]);
      const shorter = (bound: number, isStrict: boolean): Constraint => ({ factors: length, bound, isStrict });
      const longer = (bound: number, isStrict: boolean): Constraint => ({
        factors: new Map([...length].map(([name, factor]) => [name, -factor])),
        bound: -bound,
        isStrict,
      });
      const { operator, time } = phase.bound ?? { operator: '>=', time: 0 };
      const bound = operator.startsWith('<') ? shorter(time, operator === '<') : longer(time, operator === '>');
      const isCovered = word.slice(before.from, cut.to).every((holds) => holds[index]);
      const lasting = isCovered ? [[...constraints, ...cut.constraints, bound, longer(0, true)]] : [];
      const empty = phase.mayBeEmpty ? [[...constraints, ...cut.constraints, shorter(0, false), longer(0, false)]] : [];
      for (const next of [...lasting, ...empty]) if (solve(next, () => false).kind === 'found' && follow(index + 1, cut, next)) return true;
    }
    return false;
  };
  const start = new Map([['s-1', 1]]);
  const zero: Constraint[] = [
    { factors: start, bound: 0, isStrict: false },
    { factors: new Map([['s-1', -1]]), bound: 0, isStrict: false },
  ];
  return follow(0, { constraints: zero, from: 0, to: 0 }, zero);
}

const bound: fc.Arbitrary<Bound | null> = fc.option(
  fc.record({ operator: fc.constantFrom<Bound['operator']>('<', '<=', '>=', '>'), time: fc.integer({ min: 1, max: 3 }) }),
);

test('a trace has happened by the first moment at which real time can be cut into it', () => {
  const story = fc.integer({ min: 1, max: 3 }).chain((count) =>
    fc.record({
      phases: fc.array(fc.record({ bound, mayBeEmpty: fc.boolean() }), { minLength: count, maxLength: count }),
      word: fc.array(fc.array(fc.boolean(), { minLength: count, maxLength: count }), { minLength: 1, maxLength: 4 }),
    }),
  );
  fc.assert(
    fc.property(story, ({ phases, word }) => {
      const trace = phases.map((phase, index) => ({ ...phase, holds: condition(index) }));
      // A trace without a phase that lasts has happened before anything did: no requirement is one.
      fc.pre(phases.some(({ mayBeEmpty }) => !mayBeEmpty));
      const monitor = createMonitor(trace, 1);
      let state = monitor.initial;
      for (const [index, letter] of word.entries()) {
        if (state >= 0) state = monitor.step(state, letter);
        const before = word.slice(0, index + 1);
        expect(state < 0).toBe(before.some((_letter, end) => happensBy(trace, before.slice(0, end + 1))));
      }
    }),
    { numRuns: 150 },
  );
});

/** By the end of the word, or strictly inside its last tick: after the trace anything may come. */
function happensBy(trace: CounterTrace, word: readonly (readonly boolean[])[]): boolean {
  const rest = { holds: condition(trace.length), bound: null, mayBeEmpty: true };
  return happens(
    [...trace, rest],
    word.map((letter) => [...letter, true]),
  );
}

test('a duration that is reached at the very end of a tick counts', () => {
  const trace: CounterTrace = [{ holds: condition(0), bound: { operator: '>=', time: 2 }, mayBeEmpty: false }];
  const monitor = createMonitor(trace, 1);
  const once = monitor.step(monitor.initial, [true]);
  expect(once).toBeGreaterThanOrEqual(0);
  expect(monitor.step(once, [true])).toBe(-1);
});
