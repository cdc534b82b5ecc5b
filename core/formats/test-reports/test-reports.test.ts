import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJunit } from './junit.ts';
import { readPropertyWords } from './outcome.ts';
import { readTap } from './tap.ts';

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' })[mark] ?? mark);
const titles = fc.stringMatching(/^[a-z][a-z0-9 ,:.&<"'()]{0,30}[a-z]$/);
const tests = fc.array(
  fc.record({ name: titles, status: fc.constantFrom('passed' as const, 'failed' as const, 'unreachable' as const, 'error' as const) }),
  {
    minLength: 1,
    maxLength: 8,
  },
);
const inside = { passed: '', failed: '<failure message="no"/>', error: '<error>boom</error>', unreachable: '<skipped/>' };

describe('JUnit XML', () => {
  test('reads back what a runner writes, suites in suites', () => {
    fc.assert(
      fc.property(tests, fc.nat(3), (all, depth) => {
        const cases = all
          .map(({ name, status }) => `<testcase name="${escaped(name)}" time="0.25">${inside[status]}</testcase>`)
          .join('\n');
        const nested = Array.from({ length: depth }).reduce<string>((text) => `<testsuite name="s">${text}</testsuite>`, cases);
        const { outcomes, problems } = readJunit(`<?xml version="1.0"?>\n<testsuites>${nested}</testsuites>`);
        expect(problems).toEqual([]);
        expect(outcomes.map(({ name, status, durationMs }) => ({ name, status, durationMs }))).toEqual(
          all.map(({ name, status }) => ({ name, status, durationMs: 250 })),
        );
      }),
    );
  });

  test('any text gives an answer, cut and broken reports too', () => {
    const report =
      '<testsuites><testsuite name="a b"><testcase name="x" time="-1"><failure message="&#0;">y</failure></testcase></testsuite></testsuites>';
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.nat(report.length).map((at) => report.slice(0, at)),
          fc.string().map((x) => `<testsuite>${x}</testsuite>`),
        ),
        (text) => {
          const { outcomes, problems } = readJunit(text);
          expect(Array.isArray(outcomes) && Array.isArray(problems)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    expect(readJunit('<html/>').problems).toEqual(['It is no report of JUnit: it begins with <html>.']);
    expect(readJunit('').problems).toHaveLength(1);
    const startedAt = performance.now();
    readJunit('<a>'.repeat(20_000));
    readJunit(`<!DOCTYPE a [<!ENTITY b "${'x'.repeat(1000)}">]><testsuite><testcase name="${'&b;'.repeat(20_000)}"/></testsuite>`);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  test('pytest: modules are no groups, recorded properties are tags, Hypothesis is understood', () => {
    const message =
      'x\nE   Falsifying example: test_refund(\nE       paid=1,\nE       fee=0,\nE   )\nYou can reproduce with --hypothesis-seed=42';
    const { outcomes } = readJunit(
      `<testsuites><testsuite name="pytest"><testcase classname="tests.test_refund.TestRefund" name="test_refund" time="0.1"><properties><property name="plumbline" value="Property 8"/></properties><failure message="assert 0 == 1">${message}</failure></testcase></testsuite></testsuites>`,
    );
    expect(outcomes).toMatchObject([
      {
        name: 'test_refund (Property 8)',
        status: 'failed',
        seed: '42',
        counterexample: 'paid=1, fee=0',
        file: 'tests.test_refund.TestRefund',
      },
    ]);
  });

  test('Vitest and Jest: groups before the title, files as files', () => {
    expect(
      readJunit(
        '<testsuites><testsuite name="test/a.test.ts"><testcase classname="test/a.test.ts" name="Feature: pay &gt; Property 1: x"/></testsuite></testsuites>',
      ).outcomes,
    ).toMatchObject([{ name: 'Feature: pay > Property 1: x', file: 'test/a.test.ts', status: 'passed' }]);
    expect(
      readJunit('<testsuite name="limits"><testcase classname="Order limits" name="refuses (Requirement 6)"/></testsuite>').outcomes[0]
        ?.name,
    ).toBe('Order limits > refuses (Requirement 6)');
  });
});

describe('TAP', () => {
  test('reads back what a runner writes', () => {
    fc.assert(
      fc.property(tests, (all) => {
        const line = ({ name, status }: (typeof all)[number], at: number) =>
          `${status === 'failed' || status === 'error' ? 'not ' : ''}ok ${at + 1} - ${name}${status === 'unreachable' ? ' # SKIP later' : ''}`;
        const { outcomes, problems } = readTap(`TAP version 14\n1..${all.length}\n${all.map(line).join('\n')}\n`);
        expect(problems).toEqual([]);
        expect(outcomes.map(({ name, status }) => [name, status])).toEqual(
          all.map(({ name, status }) => [name, status === 'error' ? 'failed' : status]),
        );
      }),
    );
  });

  test('any text gives an answer, quickly', () => {
    const words = fc.constantFrom('ok', 'not ok', ' ', '    ', '# Subtest: a', '---', '...', '\n', '1..2', '- x', '# SKIP', 'Bail out!');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((all) => all.join(' ')),
        ),
        (text) => {
          expect(Array.isArray(readTap(text).outcomes)).toBe(true);
        },
      ),
      {
        numRuns: 500,
      },
    );
    const startedAt = performance.now();
    readTap('ok # '.repeat(100_000));
    readTap(`ok 1\n  ---\n${'  a: b\n'.repeat(100_000)}`);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  test('node:test: groups, blocks, places, and a plan that was not kept', () => {
    const report = `TAP version 13
# Subtest: limits
    # Subtest: refuses (Requirement 6)
    not ok 1 - refuses (Requirement 6)
      ---
      duration_ms: 1.6
      location: '/app/test/a.test.ts:3:1'
      error: |-
        Expected values to be strictly equal:
        
        0 !== 1
      code: 'ERR_ASSERTION'
      ...
    # Subtest: passes
    ok 2 - passes
    1..2
not ok 1 - limits
  ---
  error: '1 subtest failed'
  ...
1..2
`;
    expect(readTap(report)).toEqual({
      outcomes: [
        {
          name: 'limits > refuses (Requirement 6)',
          file: '/app/test/a.test.ts',
          line: 3,
          status: 'failed',
          cases: null,
          seed: null,
          counterexample: null,
          message: 'Expected values to be strictly equal:\n\n0 !== 1',
          durationMs: 2,
        },
        expect.objectContaining({ name: 'limits > passes', status: 'passed' }),
      ],
      problems: ['It plans 2 tests and reports 1.'],
    });
  });
});

test('fast-check’s words give cases, seed with path, and the smallest input', () => {
  const message =
    'Property failed after 3 tests\n{ seed: -12, path: "2:0:1", endOnFailure: true }\nCounterexample: [{"quantity":10}]\nShrunk 2 time(s)';
  expect(readPropertyWords(message)).toEqual({ cases: 3, seed: '-12 path 2:0:1', counterexample: '[{"quantity":10}]' });
});
