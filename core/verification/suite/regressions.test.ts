import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newRegressions, parseRegressions, printRegressions, type Regression, regressionPath } from './regressions.ts';

const words = fc.array(fc.string(), { maxLength: 2 });
const step = fc.record(
  {
    event: fc.constantFrom('add', 'pay'),
    inputs: fc.dictionary(
      fc.constantFrom('cost', 'kind', '__proto__x', 'é'),
      fc.oneof(
        fc.boolean(),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
        fc.string(),
      ),
      { noNullPrototype: true },
    ),
    afterMs: fc.nat(),
    expected: words,
    observed: words,
  },
  { requiredKeys: ['event', 'inputs'] },
);
const regression: fc.Arbitrary<Regression> = fc.record(
  {
    steps: fc.array(step, { minLength: 1, maxLength: 3 }),
    criteria: fc.uniqueArray(fc.constantFrom('1.1', '1.2', '2.1')),
    kind: fc.constantFrom('response', 'changed'),
    readings: fc.constantFrom<Record<string, string>>({ '1.1': 'a' }, { '1.2': 'b' }),
    seed: fc.integer(),
  },
  { requiredKeys: ['steps', 'criteria', 'seed'] },
);
const replayed = ({ steps }: Regression) =>
  JSON.stringify(steps.map(({ event, inputs, afterMs }) => [event, Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1)), afterMs]));
const files = fc.uniqueArray(regression, { selector: replayed, maxLength: 5 });

describe('the file of kept counterexamples', () => {
  test('gives back what was written, and is written the same again', () => {
    fc.assert(
      fc.property(files, (all) => {
        const text = printRegressions(all, []);
        expect(parseRegressions(text)).toEqual(all);
        expect(printRegressions(parseRegressions(text), [])).toBe(text);
        expect(printRegressions(all, all)).toBe(text);
      }),
    );
  });

  test('keeps what it has, in its order, whatever comes, and each sequence of steps once', () => {
    fc.assert(
      fc.property(files, files, (known, more) => {
        const after = printRegressions(known, more);
        const all = parseRegressions(after);
        expect(all.slice(0, known.length).map(replayed)).toEqual(known.map(replayed));
        expect(new Set(all.map(replayed)).size).toBe(all.length);
        expect(new Set(all.map(replayed))).toEqual(new Set([...known, ...more].map(replayed)));
      }),
    );
  });

  test('takes up what says something new, and nothing twice', () => {
    fc.assert(
      fc.property(files, files, (known, more) => {
        const fresh = newRegressions(known, [...more, ...more]);
        expect(newRegressions([...known, ...fresh], more)).toEqual([]);
        expect(newRegressions(known, known)).toEqual([]);
        const said = (all: Regression[]) =>
          new Set(all.flatMap((each) => each.criteria.map((criterion) => `${replayed(each)} ${criterion}`)));
        expect(said([...known, ...fresh])).toEqual(said([...known, ...more]));
      }),
    );
  });

  test('lies within its folder, whatever criteria are called', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (criteria) => {
        expect(regressionPath('door', { criteria }, 'a'.repeat(64))).toMatch(/^\.plumbline\/regressions\/door\/[\w.-]*a{12}\.json$/);
      }),
    );
  });
});
