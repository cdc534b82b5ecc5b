import { expect, test } from 'vitest';
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import { type ReadingsAbout, readingsCompletions, readingsHover } from './readings-words.ts';

const requirements =
  '# R\n\n### Requirement 1: R\n\n#### Acceptance Criteria\n\n1. WHEN an Order is submitted, THE Shop SHALL charge a fee of 4.90 EUR.\n2. WHEN a user clicks Quit, THE Shop SHALL wave.\n';
const text = 'event submit as "an Order is submitted"\n\n1.1 confirmed: when submit then greet\n9.9 proposed: when submit then greet\n';
const { readings, proposal } = analyseSpec({ requirements, readings: text });
const about: ReadingsAbout = {
  readings,
  offered: proposal,
  sentenceOf: (id) => (readings.some(({ criterion, span }) => criterion === id && span.end > 0) ? requirements.slice(...spanOf(id)) : null),
};
function spanOf(id: string): [number, number] {
  const span = readings.find(({ criterion }) => criterion === id)?.span;
  return [span?.start ?? 0, span?.end ?? 0];
}

test('criteria that have no line yet come with the hash of their sentence and what the rules read', () => {
  const labels = readingsCompletions(text, '', about).map(({ label }) => label);
  expect(labels).toContain('1.2');
  expect(labels).not.toContain('1.1');
  expect(labels).toContain('state');
  expect(readingsCompletions(text, '1', about).find(({ label }) => label === '1.2')?.insert).toMatch(
    /^1\.2 #[0-9a-f]{8} proposed: when user_clicks_quit then wave$/,
  );
});

test('behind a colon stand names, declared or found by rule; behind the name of a value, types', () => {
  const labels = readingsCompletions(text, '1.2 proposed: when ', about).map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['submit', 'user_clicks_quit', 'then']));
  expect(readingsCompletions(text, 'in total : mo', about).map(({ label }) => label)).toContain('money');
});

test('a word says what it is', () => {
  expect(readingsHover(text, text.indexOf('when submit') + 6, about).join('\n')).toContain('event submit as "an Order is submitted"');
  expect(readingsHover(text, text.indexOf('1.1'), about).join('\n')).toContain('Criterion 1\\.1');
  expect(readingsHover(text, text.indexOf('9.9'), about).join('\n')).toContain('no such criterion');
  expect(readingsHover(text, text.indexOf('\n\n') + 1, about)).toEqual([]);
});
