import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holds } from '#core/analysis/evaluate.ts';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import type { System } from '#core/analysis/system.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { buildSuite } from './build-suite.ts';
import { coverageOf } from './coverage.ts';
import { judge, violationsOf } from './judge.ts';
import { fitSteps } from './regressions.ts';
import { runModel } from './run-model.ts';
import { shrinkSteps } from './shrink.ts';
import type { TestStep, Trace } from './test-case.ts';

function systemOf(text: string): System {
  const { tree, diagnostics } = parseReadings(text);
  const lowered = lowerReadings(tree);
  expect([...diagnostics, ...lowered.diagnostics]).toEqual([]);
  return lowered.system;
}

const CHECKOUT = systemOf(`in cost : int 0..200
in member : bool
state status : cart | placed | paid = cart
state tries : int 0..3 = 0
out fee : int 0..1000
event submit, pay, fail, reset
action reject, notify
1.1: when submit while status = cart if cost > 20 then status' = placed; fee = 0
1.2: when submit while status = cart if cost <= 20 and not member then status' = placed; fee = 5
1.3: when submit while status = cart if cost <= 20 and member then status' = placed; fee = 2
1.4: when submit while status != cart then reject
2.1: when pay while status = placed then status' = paid; notify
2.2: when fail if tries < 3 then tries' = tries + 1
2.3: when fail if tries = 3 then reject
2.4: when reset then tries' = 0; status' = cart
`);

const seeds = fc.integer({ min: 0, max: 2 ** 31 });

describe('a suite', () => {
  test('is the same for the same seed, and has no case twice', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const once = buildSuite(CHECKOUT, { seed, budget: { cases: 200, random: 30 } });
        expect(buildSuite(CHECKOUT, { seed, budget: { cases: 200, random: 30 } })).toEqual(once);
        expect(new Set(once.cases.map(({ steps }) => JSON.stringify(steps))).size).toBe(once.cases.length);
        expect(once.cases.length).toBeLessThanOrEqual(400);
      }),
      { numRuns: 4 },
    );
  });

  test('what follows the readings breaks none of them', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { cases, unreached } = buildSuite(CHECKOUT, { seed, budget: { cases: 300, random: 60 } });
        expect(unreached).toEqual([]);
        const verdicts = judge(
          CHECKOUT,
          cases,
          cases.map(({ steps }) => runModel(CHECKOUT, steps)),
        );
        expect([...verdicts.values()].map(({ state }) => state)).toEqual(verdicts.size === 8 ? Array(8).fill('holds') : []);
      }),
      { numRuns: 4 },
    );
  });

  test('both sides of every constant, and every pair for MC/DC', () => {
    const { cases, states } = buildSuite(CHECKOUT, { seed: 1 });
    expect(states).toBeGreaterThanOrEqual(12);
    for (const coverage of coverageOf(CHECKOUT, cases).values()) for (const { met, of } of Object.values(coverage)) expect(met).toBe(of);
  });

  test('kept counterexamples come first', () => {
    const kept: TestStep[] = [{ event: 'pay', inputs: { cost: 77, member: true } }];
    expect(buildSuite(CHECKOUT, { seed: 1, budget: { cases: 1 }, regressions: [kept] }).cases[0]).toMatchObject({
      origin: 'regression',
      steps: kept,
    });
  });

  test('kept steps are taken as the readings of today can take them, or not at all', () => {
    const steps: TestStep[] = [{ event: 'pay', inputs: { cost: 77, gone: 1 } }];
    expect(fitSteps(CHECKOUT, steps)).toEqual([{ event: 'pay', inputs: { cost: 77, member: false } }]);
    expect(fitSteps(CHECKOUT, [{ event: 'fly', inputs: { cost: 77, member: true } }])).toBeNull();
    expect(fitSteps(CHECKOUT, [{ event: 'pay', inputs: { cost: 201, member: true } }])).toBeNull();
    expect(fitSteps(CHECKOUT, [{ event: 'pay', inputs: { cost: 7.5, member: true } }])).toBeNull();
    expect(fitSteps(CHECKOUT, [{ event: 'pay', inputs: { cost: 7, member: 'yes' } }])).toBeNull();
  });

  test('meets both sides of a line between inputs, a product, and a state', () => {
    const system = systemOf(`in a : int 0..1000
in b : int 0..1000
state seen : int 0..9 = 0
event go
action yes, maybe, odd
1: when go if a + 2 * b > 731 then yes
2: when go if a * b >= 5000 then maybe
3: when go if abs(a - b) <= seen then odd; seen' = min(seen + 1, 9)
`);
    const { cases } = buildSuite(system, { seed: 3 });
    const coverage = coverageOf(system, cases);
    for (const id of ['1', '3']) expect(coverage.get(id)?.c5.met).toBe(coverage.get(id)?.c5.of);
    expect(coverage.get('2')?.c4).toEqual({ met: 1, of: 1 });
    const sums = cases.map(({ steps }) => steps.at(-1)?.inputs).map((inputs) => Number(inputs?.['a']) + 2 * Number(inputs?.['b']));
    expect(sums).toEqual(expect.arrayContaining([731, 732]));
  });

  test('25 criteria give at least 2,000 cases in 2 seconds', () => {
    const lines = Array.from(
      { length: 25 },
      (_, at) => `${at + 1}: when e${at % 5} if x${at % 6} > ${at * 7 + 3} and k = ${'abc'[at % 3]} then a${at}`,
    );
    const system = systemOf(
      [
        ...Array.from({ length: 6 }, (_, at) => `in x${at} : int 0..500`),
        'in k : a | b | c',
        `event ${[0, 1, 2, 3, 4].map((at) => `e${at}`).join(', ')}`,
        `action ${lines.map((_, at) => `a${at}`).join(', ')}`,
        ...lines,
      ].join('\n'),
    );
    const started = performance.now();
    const { cases, unreached } = buildSuite(system, { seed: 1 });
    expect(performance.now() - started).toBeLessThan(2000);
    expect(unreached).toEqual([]);
    expect(cases.length).toBeGreaterThanOrEqual(2000);
  });
});

describe('the oracle', () => {
  const step = (event: string, cost = 0, member = false): TestStep => ({ event, inputs: { cost, member } });
  const broken = (steps: readonly TestStep[], change: (trace: Trace) => void) => {
    const trace: Trace = structuredClone(runModel(CHECKOUT, steps));
    change(trace);
    return violationsOf(CHECKOUT, steps, trace).map(({ kind, criteria, step: at }) => ({ kind, criteria, at }));
  };

  test('agrees with a search through all rules of single steps', () => {
    const outputs = fc.record({ fee: fc.integer({ min: 0, max: 6 }), reject: fc.boolean(), notify: fc.boolean() });
    const after = fc.record({ status: fc.constantFrom('cart', 'placed', 'paid'), tries: fc.integer({ min: 0, max: 3 }) });
    const event = fc.constantFrom('submit', 'pay', 'fail', 'reset');
    fc.assert(
      fc.property(event, fc.integer({ min: 0, max: 40 }), fc.boolean(), after, outputs, (name, cost, member, state, seen) => {
        const steps = [step(name, cost, member)];
        const trace: Trace = { initial: { status: 'cart', tries: 0 }, steps: [{ outputs: seen, state, trouble: null }] };
        const values = { before: { status: 'cart', tries: 0, cost, member }, after: { ...state, ...seen } };
        const expected = CHECKOUT.rules.filter(
          (rule) => (rule.events?.includes(name) ?? true) && holds(rule.guard, values) && !holds(rule.response, values),
        );
        const found = violationsOf(CHECKOUT, steps, trace).filter(({ kind }) => kind === 'response');
        expect(found.map(({ rule }) => rule)).toEqual(expected.map(({ id }) => id));
      }),
      { numRuns: 500 },
    );
  });

  test('sees what changes unasked, what is done unasked, and a wrong start', () => {
    expect(broken([step('pay')], ({ steps }) => Object.assign(steps[0]?.state ?? {}, { tries: 1 }))).toEqual([
      { kind: 'changed', criteria: ['2.2', '2.4'], at: 0 },
    ]);
    expect(broken([step('pay')], ({ steps }) => Object.assign(steps[0]?.outputs ?? {}, { notify: true }))).toEqual([
      { kind: 'unasked', criteria: ['2.1'], at: 0 },
    ]);
    expect(broken([], ({ initial }) => Object.assign(initial, { tries: 2 }))).toMatchObject([{ kind: 'initial', at: -1 }]);
  });

  test('a time limit is met in time or not', () => {
    const system = systemOf('event ring\naction open\n1: when ring then open within 5 s\n');
    const steps: TestStep[] = [
      { event: 'ring', inputs: {} },
      { event: 'tick', inputs: {}, afterMs: 5000 },
    ];
    const seen = (first: boolean, second: boolean): Trace => ({
      initial: {},
      steps: [first, second].map((open) => ({ outputs: { open }, state: {}, trouble: null })),
    });
    expect(violationsOf(system, steps, seen(false, true))).toEqual([]);
    expect(violationsOf(system, steps, seen(true, false))).toEqual([]);
    expect(violationsOf(system, steps, seen(false, false))).toMatchObject([{ kind: 'response', step: 1 }]);
    expect(buildSuite(system, { seed: 1 }).cases[0]?.steps).toEqual(steps);
  });
});

describe('shrinking', () => {
  /** The model, but for one fault. */
  const faulty = (steps: readonly TestStep[]): Trace => {
    const trace: Trace = structuredClone(runModel(CHECKOUT, steps));
    for (const [at, { event, inputs }] of steps.entries())
      if (event === 'submit' && Number(inputs['cost']) >= 137) Object.assign(trace.steps[at]?.outputs ?? {}, { fee: 1 });
    return trace;
  };
  const fails = async (candidates: readonly (readonly TestStep[])[]) =>
    candidates.map((steps) => violationsOf(CHECKOUT, steps, faulty(steps)).some(({ criteria }) => criteria.includes('1.1')));

  test('gives the one step and the smallest number', async () => {
    const { cases } = buildSuite(CHECKOUT, { seed: 5, budget: { cases: 500 } });
    const failing = [];
    for (const { steps } of cases) if ((await fails([steps]))[0]) failing.push(steps);
    expect(failing.length).toBeGreaterThan(5);
    for (const steps of failing.slice(0, 8))
      expect((await shrinkSteps(CHECKOUT, steps, fails)).steps).toEqual([{ event: 'submit', inputs: { cost: 137, member: false } }]);
  });
});
