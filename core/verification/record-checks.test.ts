import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseDesign } from '#core/language/parse-design.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import type { CheckOutcome } from './evidence.ts';
import { failuresOf, feedbackOf } from './feedback.ts';
import { groundTexts, recordChecks } from './record-checks.ts';

const folder = 'prisma/scenarios/sample/repository/.kiro/specs/order-pricing';
const requirements = parseRequirements(readFileSync(`${folder}/requirements.md`, 'utf8')).tree;
const design = parseDesign(readFileSync(`${folder}/design.md`, 'utf8')).tree;
const texts = groundTexts({ requirements, design });
const hash = (texts: Map<string, string>) => new Map([...texts].map(([id, text]) => [id, `sha of ${text}`]));
const ground = { criteria: hash(texts.criteria), properties: hash(texts.properties) };

const outcome = (name: string, over: Partial<CheckOutcome> = {}): CheckOutcome => ({
  name,
  file: 'a.test.ts',
  line: 1,
  status: 'passed',
  cases: null,
  seed: null,
  counterexample: null,
  message: null,
  durationMs: 1,
  ...over,
});

function record(outcomes: CheckOutcome[], isOnlySpec = true) {
  const report = {
    command: 'npm test',
    exitCode: 0,
    failure: null,
    startedAt: '',
    durationMs: 1,
    outputSha256: '',
    outputTail: '',
    outcomes,
  };
  const place = { evidenceId: 'e', runId: null, grade: 'platform' as const, commit: 'c', recordedAt: '2026-04-14T10:00:00.000Z' };
  return recordChecks(report, { requirements, design, specSlug: 'order-pricing', isOnlySpec, ground, ...place });
}

const criteriaOf = (name: string, isOnlySpec?: boolean) => Object.keys(record([outcome(name)], isOnlySpec)[0]?.criteria ?? {});

test('a property speaks for the criteria that it validates, with their sentences of the time', () => {
  const [check] = record([outcome('Feature: order-pricing, Property 4: The quantity discount follows its steps')]);
  expect(check).toMatchObject({ propertyId: '4', propertySha256: ground.properties.get('4') });
  expect(check?.criteria).toEqual({
    '3.1': ground.criteria.get('3.1'),
    '3.2': ground.criteria.get('3.2'),
    '3.3': ground.criteria.get('3.3'),
  });
});

test('an example speaks for what its title names: criteria, ranges, whole requirements, and nothing that is not there', () => {
  expect(criteriaOf('lines (Requirements 1.5, 1.6)')).toEqual(['1.5', '1.6']);
  expect(criteriaOf('coupons (Requirements 5.2-5.4)')).toEqual(['5.2', '5.3', '5.4']);
  expect(criteriaOf('limits (Requirement 6)')).toEqual(['6.1', '6.2']);
  expect(criteriaOf('none (Requirements 99.1)')).toEqual([]);
  expect(criteriaOf('prints euros and cents')).toEqual([]);
});

test('among several specs only a title that names this one counts', () => {
  expect(criteriaOf('lines (Requirements 1.5)', false)).toEqual([]);
  expect(criteriaOf('Feature: order-pricing, lines (Requirements 1.5)', false)).toEqual(['1.5']);
  expect(criteriaOf('Feature: checkout, Property 4: x')).toEqual([]);
});

test('wrapping a sentence anew does not change its ground', () => {
  const text = readFileSync(`${folder}/design.md`, 'utf8').replace(
    'the quantity discount is 10 percent',
    'the quantity\ndiscount is 10 percent',
  );
  expect(groundTexts({ requirements: null, design: parseDesign(text).tree }).properties.get('4')).toBe(texts.properties.get('4'));
});

test('an agent is told the sentences, the counterexample and the difference, properties first, and nothing more', () => {
  const failures = failuresOf(
    record([
      outcome('prints euros', { status: 'failed', message: 'expected a' }),
      outcome('an old skipped test', { status: 'unreachable' }),
      outcome('fine (Requirements 1.1)'),
      outcome('own quantity (Requirements 3.4)', { status: 'failed', message: '2700 !== 2565' }),
      outcome('Feature: order-pricing, Property 8: Refunds add up', {
        status: 'failed',
        cases: 9,
        counterexample: '[{"paidAmount":1}]',
        message: '0 !== 1',
      }),
    ]),
  );
  expect(failures.map(({ criteria }) => criteria)).toEqual([['8.1', '8.2'], ['3.4'], []]);
  expect(feedbackOf(failures, texts.criteria)).toBe(
    [
      `Criterion 8.1: ${texts.criteria.get('8.1')}`,
      `Criterion 8.2: ${texts.criteria.get('8.2')}`,
      'Counterexample: [{"paidAmount":1}]',
      '0 !== 1',
      '',
      `Criterion 3.4: ${texts.criteria.get('3.4')}`,
      '2700 !== 2565',
      '',
      'Test: prints euros',
      'expected a',
    ].join('\n'),
  );
});
