import { expect, test } from 'vitest';
import { planCheck } from './plan-check.ts';

const scripts = (all: Record<string, string>) => JSON.stringify({ scripts: all });

test.each([
  ['npm test', { test: 'node --test' }, 'node'],
  ['npm test', { test: 'npm run check:unit', 'check:unit': 'tsc && node --import tsx --test "test/**/*.ts"' }, 'node'],
  ['npm run unit', { unit: 'tsx --test' }, 'node'],
  ['node --test', {}, 'node'],
  ['npm test', { test: 'vitest run' }, 'vitest'],
  ['npx vitest run --coverage', {}, 'vitest'],
  ['npm test', { test: 'vitest run && eslint .' }, 'unknown'],
  ['npm test', { test: 'npm test' }, 'unknown'],
  ['npm test', { test: 'jest' }, 'unknown'],
  ['node test.js --testing', {}, 'unknown'],
  ['make test', {}, 'unknown'],
])('%s with %o is a command of %s', (command, all, runner) => {
  const plan = planCheck(command, scripts(all));
  expect(plan.runner).toBe(runner);
  expect(plan.script.split('\n').at(-1)?.startsWith(command)).toBe(true);
});

test.each<[string, string, string[] | null]>([
  ['npm test', 'node --test', []],
  ['npm test', 'node --test "test/**/*.test.ts"', ['test/**/*.test.ts']],
  ["node --no-warnings --test 'a b.js' test/*.js", '', ['a b.js', 'test/*.js']],
  ['node --test test/**/*.js', '', null],
  ['node --test --test-only', '', null],
  ['node --import tsx --test', '', null],
  ['node --test $(ls)', '', null],
  ['node --test a{b,c}.js', '', null],
  ['node --test "a"b.js', '', null],
  ['node --test; rm x', '', null],
  ['CI=1 node --test', '', null],
  ['vitest run', '', null],
])('%s with %o runs these files and nothing else: %o', (command, test, patterns) => {
  const { direct } = planCheck(command, scripts({ test }));
  expect(direct?.patterns ?? null).toEqual(patterns);
  expect(planCheck('npm test', scripts({ test: command, pretest: 'tsc' })).direct).toBeNull();
});

test('reporters and destinations come in pairs, whatever the repository asks for', () => {
  for (const own of ['', '--test-reporter=tap', '--test-reporter tap --test-reporter-destination out.tap']) {
    const options = `${planCheck(`node --test ${own}`, null).env.NODE_OPTIONS} ${own}`;
    const count = (word: RegExp) => options.match(word)?.length ?? 0;
    expect(count(/--test-reporter(?=[\s=])/g)).toBe(count(/--test-reporter-destination(?=[\s=])/g));
  }
});

test('a package.json that is none changes nothing', () => {
  expect(planCheck('npm test', '{ broken').runner).toBe('unknown');
});
