import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { lowerReadings } from '#core/analysis/reading/lower-readings.ts';
import { parseReadings } from '#core/language/reading/parse-readings.ts';
import { parseKeptSteps } from '#core/verification/suite/kept-steps.ts';
import { openBubblewrap } from '#server/sandbox/bubblewrap.ts';
import { limits, place, prepareSandboxTests } from '#server/sandbox/sandbox-fixture.ts';
import { checkSuite } from './check-suite.ts';
import { instrumentsMount } from './instruments.ts';
import { replay, tryBinding, tryMutants } from './try-system.ts';

prepareSandboxTests();

const READINGS = `spec order-pricing
in unit_price : int 0..500000
in quantity   : int 0..110
in tier       : none | silver | gold
in has_coupon : bool
in coupon     : int 0..11000
out subtotal  : int
out loyalty   : int
out coupon_off : int
out answer    : priced | quantity_out_of_range | coupon_out_of_range
event price
term "in range" = quantity >= 1 and quantity <= 100 and (not has_coupon or coupon >= 100 and coupon <= 10000)

1.2: when price if "in range" then answer = priced; subtotal = unit_price * quantity
1.3: when price if quantity < 1 or quantity > 100 then answer = quantity_out_of_range
4.3: when price if "in range" and tier = none then loyalty = 0
4.1: when price if "in range" and tier = gold then loyalty * 10 - subtotal <= 5; subtotal - loyalty * 10 < 5 or subtotal - loyalty * 10 = -5
5.1: when price if "in range" and has_coupon then coupon_off = min(coupon, subtotal - loyalty)
5.2: when price if quantity in 1..100 and has_coupon and (coupon < 100 or coupon > 10000) then answer = coupon_out_of_range
`;

const BINDING = {
  adapter: 'module',
  module: 'src/price-order.ts',
  events: {
    price: {
      call: 'priceOrder',
      arguments: [
        {
          lines: [{ sku: 'a', unitPrice: '$unit_price', quantity: '$quantity' }],
          tier: '$tier',
          coupons: { $if: 'has_coupon', $then: [{ code: 'c', amount: '$coupon', lastDay: '2026-12-31' }], $else: [] },
          today: '2026-06-01',
        },
      ],
      outputs: {
        subtotal: 'result.subtotal',
        loyalty: 'result.loyaltyDiscount',
        coupon_off: 'result.couponDiscount',
        answer: {
          from: 'error.code',
          map: { undefined: 'priced', quantity_out_of_range: 'quantity_out_of_range', coupon_out_of_range: 'coupon_out_of_range' },
        },
      },
    },
  },
};

type Change = { file: string; from: string; to: string };

async function open(change?: Change) {
  cpSync('prisma/scenarios/sample/repository', place.workspace, { recursive: true });
  const bindings = path.join(place.workspace, '.plumbline/bindings');
  mkdirSync(bindings, { recursive: true });
  writeFileSync(path.join(bindings, 'order-pricing.json'), JSON.stringify(BINDING, null, 2));
  if (change) {
    const file = path.join(place.workspace, change.file);
    writeFileSync(file, readFileSync(file, 'utf8').replace(change.from, change.to));
  }
  const { tree, diagnostics } = parseReadings(READINGS);
  const { system, diagnostics: more } = lowerReadings(tree);
  expect([...diagnostics, ...more]).toEqual([]);
  const sandbox = await openBubblewrap({
    workspace: place.workspace,
    readOnly: [instrumentsMount()],
    limits: { ...limits, memoryMb: 1024 },
  });
  return { sandbox, system, slug: 'order-pricing' };
}

const check = async (change?: Change) => checkSuite({ ...(await open(change)), seed: 1 });

test('the sample does what its criteria say', async () => {
  const report = await check();
  expect(report?.failure).toBeNull();
  expect(report?.outcomes.map(({ name, status, message }) => ({ name, status, message }))).toEqual(
    ['1.2', '1.3', '4.3', '4.1', '5.1', '5.2'].map((id) => ({
      name: `Feature: order-pricing > Suite from the readings (criterion ${id})`,
      status: 'passed',
      message: null,
    })),
  );
  expect(report?.regressions).toBeNull();
});

test('a coupon that is worth more than is left is shown by its smallest case', async () => {
  const report = await check({ file: 'src/coupon.ts', from: 'Math.min(coupon.amount, remaining)', to: 'coupon.amount' });
  const broken = report?.outcomes.filter(({ status }) => status === 'failed') ?? [];
  expect(broken.map(({ name }) => name)).toEqual([expect.stringContaining('criterion 5.1')]);
  const [steps] = [JSON.parse(broken[0]?.counterexample ?? '[]')];
  const inputs = { unit_price: 0, quantity: 1, tier: 'none', has_coupon: true, coupon: 100 };
  expect(steps).toMatchObject([{ event: 'price', inputs, observed: expect.arrayContaining(['coupon off is 100']) }]);
  expect(parseKeptSteps(broken[0]?.counterexample ?? '')).toEqual([{ event: 'price', inputs }]);
  expect(broken[0]?.message).toMatch(/expected .*\(coupon_off = 0\), got .*coupon_off = 100/);
  expect(JSON.parse(report?.regressions ?? '').regressions).toHaveLength(1);
});

test('a binding that does not fit says where', async () => {
  const report = await check();
  expect(report?.failure).toBeNull();
  writeFileSync(path.join(place.workspace, '.plumbline/bindings/order-pricing.json'), JSON.stringify({ ...BINDING, events: {} }, null, 2));
  const sandbox = await openBubblewrap({ workspace: place.workspace, readOnly: [instrumentsMount()], limits });
  const { system } = lowerReadings(parseReadings(READINGS).tree);
  expect((await checkSuite({ sandbox, system, slug: 'order-pricing', seed: 1 }))?.failure).toMatch(
    /line \d+: Nothing is bound to the event "price"/,
  );
});

test('a binding that is being written shows what it observes, and a replay whether the steps still break the criterion', async () => {
  const steps = [{ event: 'price', inputs: { unit_price: 0, quantity: 1, tier: 'none', has_coupon: true, coupon: 100 } }];
  const replayed = { criterion: '5.1', steps, commit: 'c' };
  const good = await open();
  const tried = await tryBinding(good, JSON.stringify(BINDING));
  expect(tried).toMatchObject({ failure: null, problems: [] });
  expect(tried.cases.length).toBeGreaterThan(2);
  expect(tried.cases.map(({ criterion }) => criterion).toSorted()).toEqual(['1.2', '1.3', '4.1', '4.3', '5.1', '5.2']);
  expect(tried.cases.flatMap(({ steps: shown }) => shown).flatMap(({ observed }) => observed)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^subtotal is \d+$/)]),
  );
  expect((await tryBinding(good, '{')).problems).toEqual([expect.stringMatching(/^line 1: This is no JSON/)]);
  expect(await replay(good, replayed)).toMatchObject({ failure: null, isBroken: false, runs: 3, same: 3 });
  // What cannot be run is not told as mended.
  const gone = { ...replayed, steps: [{ event: 'ship', inputs: {} }] };
  expect(await replay(good, gone)).toMatchObject({ failure: expect.stringContaining('can happen no more'), runs: 0 });
  const bad = await open({ file: 'src/coupon.ts', from: 'Math.min(coupon.amount, remaining)', to: 'coupon.amount' });
  expect(await replay(bad, replayed)).toMatchObject({
    isBroken: true,
    same: 3,
    steps: [{ observed: expect.arrayContaining(['coupon off is 100']) }],
  });
});

test('changes of the bound file that no case notices are named, and the file is as it was', async () => {
  const bound = await open();
  const before = readFileSync(path.join(place.workspace, 'src/price-order.ts'), 'utf8');
  const found = await tryMutants(bound, { most: 6, timeoutMs: 60_000 });
  expect(found).toMatchObject({ failure: null, file: 'src/price-order.ts' });
  expect(found.tried).toBeGreaterThan(3);
  expect(found.killed + found.survivors.length).toBe(found.tried);
  expect(found.killed).toBeGreaterThan(0);
  expect(readFileSync(path.join(place.workspace, 'src/price-order.ts'), 'utf8')).toBe(before);
});

test('a repository with Stryker is asked for its own mutants first, and ours are tried where it leaves no report', async () => {
  const bound = await open();
  const manifest = JSON.parse(readFileSync(path.join(place.workspace, 'package.json'), 'utf8'));
  const withStryker = { ...manifest, devDependencies: { ...manifest.devDependencies, '@stryker-mutator/core': '9.6.1' } };
  writeFileSync(path.join(place.workspace, 'package.json'), JSON.stringify(withStryker));
  const limited = { most: 1, timeoutMs: 60_000 };
  // Named, and not installed.
  expect((await tryMutants(bound, limited)).tool).toBeUndefined();
  mkdirSync(path.join(place.workspace, 'node_modules/.bin'), { recursive: true });
  const report = {
    schemaVersion: '1.0',
    files: {
      'src/price-order.ts': {
        language: 'typescript',
        source: 'a > b\n',
        mutants: [
          {
            id: '1',
            mutatorName: 'EqualityOperator',
            replacement: 'a >= b',
            status: 'Survived',
            location: { start: { line: 1, column: 1 }, end: { line: 1, column: 6 } },
          },
        ],
      },
    },
  };
  const stryker = (text: string) =>
    writeFileSync(
      path.join(place.workspace, 'node_modules/.bin/stryker'),
      `#!/bin/sh\necho "$@" > asked.txt\nmkdir -p reports/mutation\ncat > reports/mutation/mutation.json <<'END'\n${text}\nEND\nexit 1\n`,
      { mode: 0o755 },
    );
  stryker(JSON.stringify(report));
  expect(await tryMutants(bound, limited)).toMatchObject({
    tool: 'Stryker',
    tried: 1,
    killed: 0,
    survivors: [{ line: 1, from: 'a > b', to: 'a >= b' }],
  });
  expect(readFileSync(path.join(place.workspace, 'asked.txt'), 'utf8')).toMatch(/^run --reporters json .*--mutate src\/price-order\.ts$/m);
  stryker('not finished');
  expect((await tryMutants(bound, limited)).tool).toBeUndefined();
});
