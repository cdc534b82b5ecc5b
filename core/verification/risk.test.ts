import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Verdict } from './evidence.ts';
import { byRisk, driftOf } from './risk.ts';
import { unverified } from './verdicts.ts';

const check = { name: 'a' } as Verdict['checks'][number]; // only that there is one counts
const verdict = (over: Partial<Verdict>): Verdict => ({ ...unverified, state: 'holds', checks: [check], ...over });

test('only what is stale is run again, broken before flaky before many', () => {
  const one = (over: Partial<Verdict>) => new Map([['1.1', verdict(over)]]);
  const specs = [
    { specId: 'fresh', verdicts: one({}) },
    { specId: 'attested', verdicts: one({ isStale: true, checks: [] }) },
    { specId: 'stale', verdicts: one({ isStale: true }) },
    { specId: 'flaky', verdicts: one({ isStale: true, flaky: ['a'] }) },
    { specId: 'broken', verdicts: one({ isStale: true, state: 'falsified' }) },
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(specs, { minLength: specs.length }), (shuffled) => {
      expect(byRisk(shuffled)).toEqual(['broken', 'flaky', 'stale']);
    }),
  );
});

test('drift is what held and is broken now', () => {
  const after = new Map([
    ['1', verdict({ state: 'falsified' })],
    ['2', verdict({ state: 'falsified' })],
    ['3', verdict({})],
  ]);
  const before = new Map([
    ['1', verdict({ isStale: true })],
    ['2', verdict({ state: 'falsified' })],
  ]);
  expect(driftOf(before, after)).toEqual(['1']);
});
