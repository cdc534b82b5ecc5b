import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import type { System } from '#core/analysis/system.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { violationsOf } from './judge.ts';
import { specMutants } from './mutate-system.ts';
import { momentsOf, tellsApart } from './tell-apart.ts';
import type { TestStep } from './test-case.ts';

const names = 'in n : int 0..6\nin gold : bool\nout rank : low | mid | high\nout fee : int 0..4\nevent go\naction tell, stop\n';
function systemOf(rules: string): System {
  const { tree, diagnostics } = parseReadings(names + rules);
  const { system, diagnostics: more } = lowerReadings(tree);
  expect([...diagnostics, ...more]).toEqual([]);
  return system;
}

const steps = fc.record({ n: fc.nat(6), gold: fc.boolean() }).map((inputs): TestStep => ({ event: 'go', inputs }));
const guard = fc.constantFrom('', ' if n > 2', ' if n >= 3 and gold', ' if n = 4 or not gold', ' if n <= 5 and n > 1');
const response = fc.constantFrom(
  'rank = high',
  'fee <= 2',
  'fee = 3; tell',
  'rank = low => fee >= 1',
  'stop',
  'not tell',
  'fee = n and rank = mid',
);
const rules = fc
  .array(fc.tuple(guard, response), { minLength: 1, maxLength: 3 })
  .map((list) => list.map(([when, then], at) => `${at + 1}: when go${when} then ${then}\n`).join(''));

/** All that a system could show in one step. */
const outputs = (['low', 'mid', 'high'] as const).flatMap((rank) =>
  [0, 1, 2, 3, 4].flatMap((fee) => [true, false].flatMap((tell) => [true, false].map((stop) => ({ rank, fee, tell, stop })))),
);
const isRight = (system: System, step: TestStep, shown: (typeof outputs)[number]) =>
  violationsOf(system, [step], { initial: {}, steps: [{ outputs: shown, state: {}, trouble: null }] }).length === 0;

test('a change is told apart exactly where some outputs of some step are right by one spec and wrong by the other', () => {
  fc.assert(
    fc.property(rules, fc.array(steps, { minLength: 1, maxLength: 3 }), fc.nat(), (text, cases, pick) => {
      const system = systemOf(text);
      const mutants = specMutants(system);
      const mutant = mutants[pick % Math.max(1, mutants.length)];
      const [was, is] = [system, mutant?.system].map((each) => each?.rules.find(({ id }) => id === mutant?.rule));
      if (!mutant || !was || !is) return;
      const told = tellsApart(
        system,
        momentsOf(
          system,
          cases.map((step) => ({ steps: [step] })),
        ),
        was,
        is,
      );
      const differs = cases.some((step) => outputs.some((shown) => isRight(system, step, shown) !== isRight(mutant.system, step, shown)));
      expect(told).toBe(differs);
    }),
    { numRuns: 300 },
  );
});

test('the value beside a constant is what tells; without it nothing does, and what means the same never does', () => {
  const [was] = systemOf('1: when go if n > 3 then fee = 2').rules;
  const [moved] = systemOf('1: when go if n > 4 then fee = 2').rules;
  const [same] = systemOf('1: when go if n >= 4 then fee = 2').rules;
  const system = systemOf('1: when go if n > 3 then fee = 2');
  if (!was || !moved || !same) throw new Error('no rule');
  const at = (...values: number[]) => momentsOf(system, [{ steps: values.map((n) => ({ event: 'go', inputs: { n, gold: false } })) }]);
  expect(tellsApart(system, at(4), was, moved)).toBe(true);
  expect(tellsApart(system, at(0, 3, 5, 6), was, moved)).toBe(false);
  expect(tellsApart(system, at(0, 1, 2, 3, 4, 5, 6), was, same)).toBe(false);
});
