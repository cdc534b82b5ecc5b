import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import type { BugfixPart } from '../bugfix.ts';
import { violationsOf } from './judge.ts';
import { differencesOf, outcomesOfPreservation, preservedCases, withoutDefect } from './preserve.ts';
import type { TestStep, Trace } from './test-case.ts';

const { system } = lowerReadings(
  parseReadings(`in units : int 0..100
in member : bool
out percent : int 0..20
event order
1.1: when order if units = 10 then percent = 0
2.1: when order if units = 10 then percent = 5
3.1: when order if units < 10 then percent = 0
`).tree,
);
const parts = new Map<string, BugfixPart>([
  ['1.1', 'current'],
  ['2.1', 'expected'],
  ['3.1', 'unchanged'],
]);
const cases = preservedCases(system, parts, { seed: 1, most: 300 });

/** Code as it shows itself on cases. */
const shown =
  (code: (units: number, isMember: boolean) => number) =>
  (steps: readonly TestStep[]): Trace => ({
    initial: {},
    steps: steps.map(({ inputs }) => ({
      outputs: { percent: code(Number(inputs['units']), inputs['member'] === true) },
      state: {},
      trouble: null,
    })),
  });
const unfixed = shown((units) => (units > 10 ? 5 : 0));
const preserved = (code: (units: number, isMember: boolean) => number) => {
  const differences = differencesOf(
    cases,
    cases.map(({ steps }) => unfixed(steps)),
    cases.map(({ steps }) => shown(code)(steps)),
  );
  return outcomesOfPreservation(system, parts, { slug: 'discounts', file: 'b.json', seed: 1, cases, differences, durationMs: 1 });
};

test('the bug concerns no case, and the nearest stand right beside it', () => {
  const units = cases.flatMap(({ steps }) => steps.map(({ inputs }) => inputs['units']));
  expect(units).not.toContain(10);
  expect(units).toEqual(expect.arrayContaining([9, 11]));
  expect(preservedCases({ ...system, rules: system.rules.slice(2) }, parts, { seed: 1, most: 10 })).toEqual([]);
});

test('a fix of the bug alone preserves, one that goes too far is shown by its shortest case', () => {
  expect(preserved((units) => (units >= 10 ? 5 : 0)).map(({ name, status }) => [name, status])).toEqual(
    expect.arrayContaining([
      ['Feature: discounts > Preservation of what was observed (criterion 3.1)', 'passed'],
      ['Feature: discounts > Preservation outside of the bug', 'passed'],
    ]),
  );
  const broken = preserved((units) => (units >= 9 ? 5 : 0)).filter(({ status }) => status === 'failed');
  expect(broken.map(({ name }) => name)).toEqual(['Feature: discounts > Preservation of what was observed (criterion 3.1)']);
  expect(JSON.parse(broken[0]?.counterexample ?? '')).toMatchObject([
    { event: 'order', inputs: { units: 9 }, expected: ['percent is 0'], observed: ['percent is 5'] },
  ]);
  expect(broken[0]?.message).toMatch(/expected percent is 0, got percent is 5/);
});

test('exactly what differs outside of the bug is told, of any fix', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 }), fc.boolean(), (from, isForMembers) => {
      const code = (units: number, isMember: boolean) => (units >= from && (!isForMembers || isMember) ? 5 : 0);
      const differs = cases.some(({ steps }) => JSON.stringify(unfixed(steps)) !== JSON.stringify(shown(code)(steps)));
      expect(preserved(code).some(({ status }) => status === 'failed')).toBe(differs);
    }),
  );
});

test('what is wrong today is nothing that code without the bug has to do', () => {
  const fixed = shown((units) => (units >= 10 ? 5 : 0));
  const step: TestStep[] = [{ event: 'order', inputs: { units: 10, member: false } }];
  expect(violationsOf(withoutDefect(system, parts), step, fixed(step))).toEqual([]);
  expect(violationsOf(system, step, fixed(step))).toHaveLength(1);
});
