import { expect, test } from 'vitest';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { buildSuite } from './build-suite.ts';
import { emitTests } from './emit-tests.ts';
import { judge } from './judge.ts';
import { sourceMutants } from './mutate-source.ts';
import { specMutants } from './mutate-system.ts';
import { exportedFunctions, proposeBinding } from './propose-binding.ts';
import { runModel } from './run-model.ts';

const { system } = lowerReadings(
  parseReadings(`in discounted_total : int 0..20000
out shipping_fee : int
event ship
1: when ship if discounted_total > 5000 then shipping_fee = 0
2: when ship if discounted_total <= 5000 then shipping_fee = 490
`).tree,
);
const { cases } = buildSuite(system, { seed: 1, budget: { cases: 30, random: 5 } });

test.each(['node', 'vitest', 'jest', 'pytest'] as const)('%s: cases, rules and no name of ours', (framework) => {
  const text = emitTests(system, cases, { slug: 'shipping', framework, adapter: './adapter.mjs' });
  expect(text).toContain('5001');
  expect(text).toContain('shipping_fee');
});

test('a binding is proposed by names', () => {
  const exports = exportedFunctions(
    'src/shipping.ts',
    'export function shippingFee(discountedTotal: Cents): Cents {}\nexport const other = (a, b) => a;',
  );
  expect(exports.map(({ name, parameters }) => ({ name, parameters }))).toEqual([
    { name: 'shippingFee', parameters: ['discountedTotal'] },
    { name: 'other', parameters: ['a', 'b'] },
  ]);
  expect(proposeBinding(system, exports)?.events).toEqual({
    ship: { call: 'shippingFee', module: 'src/shipping.ts', arguments: ['$discounted_total'], outputs: { shipping_fee: 'result' } },
  });
});

test('every nudge of a reading is noticed by the model of the true one, but for gaps', () => {
  const mutants = specMutants(system);
  expect(mutants.length).toBeGreaterThan(8);
  const unnoticed = mutants.filter(({ system: other }) => {
    const all = [...cases, ...buildSuite(other, { seed: 1, budget: { cases: 30, random: 5 } }).cases];
    const verdicts = judge(
      other,
      all,
      all.map(({ steps }) => runModel(system, steps)),
    );
    return [...verdicts.values()].every(({ state }) => state === 'holds');
  });
  // Where a guard shrinks, a step that nothing asks for any more is a gap: the analysis finds it, and no test.
  expect(unnoticed.map(({ rule, change }) => `${rule} ${change}`)).toEqual([
    '1 5000 could be 5001',
    '2 "<=" could be "<"',
    '2 5000 could be 4999',
  ]);
});

test('a source is changed outside of strings, patterns and comments', () => {
  const source = "// a > b\nconst s = 'x > 1'; const r = /a>1/; if (a > 1 && !b) return -x + `>`;";
  expect(sourceMutants(source).map(({ from, to }) => `${from} ${to}`)).toEqual([
    '> >=',
    '> <=',
    '1 2',
    '1 0',
    '&& ||',
    '!  ',
    '-  ',
    '+ -',
  ]);
});
