import type { EmittedInput, EmittedSuite, Framework } from './emit-tests.ts';

const HEADS: Record<Exclude<Framework, 'pytest'>, readonly string[]> = {
  vitest: [
    "import fc from 'fast-check';",
    "import { expect, test } from 'vitest';",
    'const equal = (a, b, message) => expect(a, message).toEqual(b);',
  ],
  jest: [
    "import { expect, test } from '@jest/globals';",
    'const equal = (a, b, message) => expect({ message, broken: a }).toEqual({ message, broken: b });',
  ],
  node: ["import assert from 'node:assert/strict';", "import { test } from 'node:test';", 'const equal = assert.deepEqual;'],
};

/** The suite as a file of a JavaScript framework. */
export function emitJavaScript(suite: EmittedSuite, framework: Exclude<Framework, 'pytest'>): string {
  const { slug, adapter, head, rules, assumptions, start, cases, criteria } = suite;
  return [
    ...head,
    ...HEADS[framework],
    `import { reset, step } from ${JSON.stringify(adapter)};`,
    '',
    `const initial = ${JSON.stringify(start)};`,
    'const rules = [',
    ...rules.map(
      ({ criterion, events, guard, response }) =>
        `  { criterion: ${JSON.stringify(criterion)}, events: ${JSON.stringify(events)}, guard: (before, after) => ${guard}, response: (before, after) => ${response} },`,
    ),
    '];',
    '// Steps for which one of these is false are outside of what the spec speaks of.',
    `const assumptions = [${assumptions.map((each) => `(before, after) => ${each}`).join(', ')}];`,
    'const cases = [',
    ...cases.map(({ steps }) => `  ${JSON.stringify(steps.map(({ event, inputs }) => [event, inputs]))},`),
    '];',
    '',
    '/** The steps up to the one that breaks a criterion (any where it is null), or null. */',
    'async function broken(steps, criterion) {',
    '  await reset();',
    '  let state = { ...initial };',
    '  for (const [number, [event, inputs]] of steps.entries()) {',
    '    const before = { ...state, ...inputs };',
    '    if (!assumptions.every((holds) => holds(before, {}))) return null;',
    '    const seen = await step(event, inputs);',
    '    state = { ...state, ...seen.state };',
    '    const after = { ...state, ...seen.outputs };',
    '    for (const rule of rules)',
    '      if ((criterion === null || rule.criterion === criterion) && (rule.events?.includes(event) ?? true))',
    '        if (rule.guard(before, {}) && !rule.response(before, after))',
    '          return { criterion: rule.criterion, steps: steps.slice(0, number + 1), seen };',
    '  }',
    '  return null;',
    '}',
    '',
    'async function firstBroken(criterion) {',
    '  for (const steps of cases) {',
    '    const found = await broken(steps, criterion);',
    '    if (found) return found;',
    '  }',
    '  return null;',
    '}',
    '',
    `for (const criterion of ${JSON.stringify(criteria)})`,
    `  test(\`Feature: ${slug} > criterion \${criterion}\`, async () => equal(await firstBroken(criterion), null, 'the steps that break it'));`,
    ...(framework === 'vitest' ? propertyOf(suite) : []),
    '',
  ].join('\n');
}

function propertyOf({ slug, events, inputs, seed }: EmittedSuite): string[] {
  return [
    '',
    'const inputs = fc.record({',
    ...inputs.map((input) => `  ${JSON.stringify(input.name)}: ${arbitraryOf(input)},`),
    '});',
    `const sequences = fc.array(fc.tuple(fc.constantFrom(${events.map((event) => JSON.stringify(event)).join(', ')}), inputs), { minLength: 1, maxLength: 20 });`,
    `test('Feature: ${slug} > any sequence', () =>`,
    '  fc.assert(',
    '    fc.asyncProperty(sequences, async (steps) => {',
    "      equal(await broken(steps, null), null, 'the steps that break it');",
    '    }),',
    `    { seed: ${seed}, numRuns: 300 },`,
    '  ));',
  ];
}

/** Three of four values are such at which something may change. */
function arbitraryOf({ points, ends, isInteger }: EmittedInput): string {
  const few = `fc.constantFrom(${points.map((value) => JSON.stringify(value)).join(', ')})`;
  if (ends === null) return few;
  const [low, high] = ends;
  const any = isInteger
    ? `fc.integer({ min: ${Math.ceil(low)}, max: ${Math.floor(high)} })`
    : `fc.double({ min: ${low}, max: ${high}, noNaN: true })`;
  return `fc.oneof({ weight: 3, arbitrary: ${few} }, { weight: 1, arbitrary: ${any} })`;
}
