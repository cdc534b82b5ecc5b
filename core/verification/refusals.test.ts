import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CheckOutcome } from './evidence.ts';
import { checkKey, refusalsOf } from './refusals.ts';
import { isStubbed, stubModule } from './stub-module.ts';

const outcomes = fc.uniqueArray(
  fc
    .record<CheckOutcome>({
      name: fc.stringMatching(/^[a-e]$/),
      file: fc.constantFrom('a.ts', null),
      line: fc.constant(null),
      status: fc.constantFrom('passed', 'failed', 'unreachable', 'error'),
      cases: fc.option(fc.nat(30)),
      seed: fc.constant(null),
      counterexample: fc.constant(null),
      message: fc.constant(null),
      durationMs: fc.constant(null),
    })
    .chain((outcome) => fc.constantFrom<CheckOutcome>(outcome, outcome, { ...outcome, isDerived: true })),
  { selector: checkKey },
);

test('only passes are refused, and one that noticed any of the stubs is refused for its inputs alone', () => {
  fc.assert(
    fc.property(outcomes, fc.array(fc.array(fc.stringMatching(/^[a-e]$/)), { maxLength: 3 }), (all, stubs) => {
      const passed = stubs.map((names) => new Set(names.map((name) => checkKey({ file: 'a.ts', name }))));
      const refusals = refusalsOf(all, passed);
      for (const outcome of all) {
        const isBlind = passed.length > 0 && passed.every((each) => each.has(checkKey(outcome)));
        const isFew = outcome.cases !== null && outcome.cases < 10;
        expect(refusals.has(checkKey(outcome))).toBe(outcome.status === 'passed' && !outcome.isDerived && (isBlind || isFew));
      }
    }),
  );
});

test('a stub exports what the module does, whatever the module is; tests, types and settings are left alone', () => {
  const request = { path: 'src/a.ts', mode: 'nothing' as const, markerPath: '/x' };
  fc.assert(
    fc.property(fc.string(), (source) => {
      const files = stubModule({ ...request, source });
      if (files) expect(files[0]).toEqual({ path: 'src/a.plumbline-original.ts', text: source });
    }),
  );
  const source =
    '// export const no = 1\nexport async function load() {}\nexport const clamp = 1;\nconst b = 1, t = 2;\nexport { b as bee, type T, t };\nexport default b;\n';
  const text = stubModule({ ...request, source })?.[1]?.text ?? '';
  expect([...text.matchAll(/^export \{ stubbed_(\w+) as/gm)].map(([, name]) => name)).toEqual(['load', 'clamp', 'bee', 't']);
  expect(text).toContain('export default');
  expect(stubModule({ ...request, path: 'src/a.cjs', source: 'exports.add = (a, b) => a + b;' })?.[1]?.text).toContain('module.exports =');
  expect(stubModule({ ...request, source: 'console.log(1)' })).toBe(null);
  expect(
    ['src/a.ts', 'lib/b.mjs', 'test/a.ts', 'src/a.test.ts', 'vitest.config.ts', 'src/a.d.ts', 'README.md', '.x/a.ts'].filter(isStubbed),
  ).toEqual(['src/a.ts', 'lib/b.mjs']);
});
