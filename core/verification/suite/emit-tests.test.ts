import { expect, test } from 'vitest';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { buildSuite } from './build-suite.ts';
import { emitTests } from './emit-tests.ts';
import { sourceMutants } from './mutate-source.ts';
import { noticeInSteps } from './notice.ts';
import { exportedFunctions, proposeBinding } from './propose-binding.ts';

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
  expect(text.toLowerCase()).not.toContain('plumbline');
  expect(text.includes('fast-check')).toBe(framework === 'vitest');
  expect(text.includes('RuleBasedStateMachine')).toBe(framework === 'pytest');
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

function noticesOf(text: string) {
  const changed = lowerReadings(parseReadings(text).tree).system;
  const { cases: own } = buildSuite(changed, { seed: 1, budget: { cases: 100, random: 10 } });
  return [...noticeInSteps(changed, own)].flatMap(({ notice }) => notice ?? []);
}

test('every nudge of a reading is noticed: by a test, or where nothing was tested there and a step is left without an answer, by a finding', () => {
  const text = `in discounted_total : int 0..20000
out shipping_fee : int
event ship
1: when ship if discounted_total > 5000 then shipping_fee = 0
2: when ship if discounted_total <= 5000 then shipping_fee = 490
`;
  const notices = noticesOf(text);
  expect(notices.length).toBeGreaterThan(8);
  expect(notices.filter(({ by }) => by !== 'test')).toEqual([]);
  const untested = [...noticeInSteps(lowerReadings(parseReadings(text).tree).system, [])].flatMap(({ notice }) => notice ?? []);
  expect(untested.filter(({ by }) => by === 'finding').map(({ rule, change }) => `${rule} ${change}`)).toEqual([
    '1 5000 could be 5001',
    '2 "<=" could be "<"',
    '2 5000 could be 4999',
  ]);
});

test('what is proved to be no change is no question', () => {
  const notices = noticesOf(`in stars : int 1..5
event rate
action thank
1: when rate if stars > 3 and stars < 6 then thank
`);
  expect(notices.filter(({ by }) => by === 'same').map(({ change }) => change)).toContain('6 could be 7');
  expect(notices.filter(({ by }) => by === null)).toEqual([]);
});

test('what changes nothing is a question: another criterion asks for the same', () => {
  const silent = noticesOf(`in cost : int 0..200
event submit
action warn
1: when submit if cost > 20 then warn
2: when submit if cost > 10 then warn
`).filter(({ by }) => by === null);
  expect(silent.map(({ rule, change }) => `${rule} ${change}`)).toContain('1 20 could be 21');
});

test('what contradicts itself anyway says nothing of its changes', () => {
  const silent = noticesOf(`in cost : int 0..200
out fee : int 0..9
event submit
action warn
1: when submit if cost > 20 then warn
2: when submit if cost > 10 then warn
3: when submit then fee = 1
4: when submit then fee = 2
`).filter(({ by }) => by === null);
  expect(silent.map(({ rule, change }) => `${rule} ${change}`)).toContain('1 20 could be 21');
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
