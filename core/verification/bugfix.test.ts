import { expect, test } from 'vitest';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { bugfixParts, judgeUnfixed, testsOf } from './bugfix.ts';
import type { RecordedCheck } from './evidence.ts';

const text = `# Bugfix Requirements Document

## Bug Analysis

### Current Behavior (Defect)

1.1 WHEN 10 units are ordered THEN the system grants no discount

### Expected Behavior (Correct)

2.1 WHEN 10 units are ordered THEN the system SHALL grant 5 percent

### Unchanged Behavior (Regression Prevention)

3.1 WHEN fewer than 10 units are ordered THEN the system SHALL CONTINUE TO grant no discount
`;
const parts = bugfixParts(parseRequirements(text).tree);

const check = (name: string, status: RecordedCheck['status'], ...criteria: string[]): RecordedCheck => ({
  name,
  status,
  criteria: Object.fromEntries(criteria.map((id) => [id, 'x'])),
  file: null,
  line: null,
  cases: null,
  seed: null,
  counterexample: null,
  message: null,
  durationMs: null,
  evidenceId: 'e',
  runId: null,
  grade: 'platform',
  commit: 'c',
  recordedAt: '',
  propertyId: null,
  propertySha256: null,
  refusedBecause: null,
});

test('each criterion of a bugfix stands in its part, and no other spec has any', () => {
  expect([...parts]).toEqual([
    ['1.1', 'current'],
    ['2.1', 'expected'],
    ['3.1', 'unchanged'],
  ]);
  expect(bugfixParts(parseRequirements('# Requirements Document\n\n### Requirement 1: A\n\n1. THE A SHALL b.\n').tree).size).toBe(0);
});

test('on unfixed code an exploring test fails and a preserving one passes; anything else is said', () => {
  expect(judgeUnfixed([check('explores', 'failed', '2.1'), check('keeps', 'passed', '3.1')], parts)).toEqual({
    unexpected: [],
    changed: [],
  });
  expect(
    judgeUnfixed(
      [
        check('explores', 'passed', '2.1'),
        check('keeps', 'failed', '3.1'),
        check('both', 'passed', '2.1', '3.1'),
        check('other', 'failed'),
      ],
      parts,
    ),
  ).toEqual({ unexpected: ['explores', 'both'], changed: ['keeps'] });
});

test('of a change only tests are laid over the unfixed code', () => {
  const files = [
    { path: 'src/a.ts', after: 'x' },
    { path: 'test/a.test.ts', after: 'x' },
    { path: 'test/b.test.ts', after: null },
  ];
  expect(testsOf(files).map(({ path }) => path)).toEqual(['test/a.test.ts']);
});
