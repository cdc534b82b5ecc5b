import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { repeatedFindings } from './repeated-findings.ts';

const titles = ['Orders', 'Invoices', 'Refunds'];
const of = (...sentences: string[]) =>
  repeatedFindings(
    parseRequirements(
      `# Requirements\n\n${sentences.map((one, at) => `### Requirement ${at + 1}: ${titles[at] ?? ''}\n\n#### Acceptance Criteria\n\n1. ${one}\n`).join('\n')}`,
    ).tree,
  ).map(({ criteria, proof }) => [criteria.join('+'), proof.grade]);

test('a sentence with its own trigger that stands twice is exact, also with other articles, case and signs', () => {
  expect(
    of('WHEN an invoice is not found, THE Agent SHALL return an error.', 'When the invoice is not found, the Agent shall return an error'),
  ).toEqual([['1.1+2.1', 'proved']]);
});

test('a sentence without a trigger, or one that points back, is a hint', () => {
  expect(
    of('THE Help_Tab SHALL explain pagination controls in words.', 'THE Help_Tab SHALL explain pagination controls in words.'),
  ).toEqual([['1.1+2.1', 'hint']]);
  expect(of('WHEN this field is empty, THE Form SHALL show an error.', 'WHEN this field is empty, THE Form SHALL show an error.')).toEqual([
    ['1.1+2.1', 'hint'],
  ]);
});

test('other numbers, a negation or another name make another sentence', () => {
  const sentence = 'WHEN the total exceeds 50.00 EUR, THE Shop SHALL charge a fee of 4.90 EUR.';
  for (const other of [sentence.replace('50.00', '5000'), sentence.replace('SHALL', 'SHALL NOT'), sentence.replace('fee', 'price')])
    expect(of(sentence, other)).toEqual([]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 0, max: 999 }), (a, b) => {
      const say = (amount: number) => `WHEN the total exceeds ${amount / 10} EUR, THE Shop SHALL charge a fee.`;
      expect(of(say(a), say(b)).length).toBe(a === b ? 1 : 0);
    }),
    { numRuns: 50 },
  );
});

test('each further place is told with the first', () => {
  const sentence = 'WHEN database errors occur, THE Agent SHALL return a clear error message.';
  expect(of(sentence, sentence, sentence).map(([criteria]) => criteria)).toEqual(['1.1+2.1', '1.1+3.1']);
});

test('under headings that run parallel the same words may be asked of two things', () => {
  const sentence = 'IF the name is empty, THEN THE System SHALL require a name.';
  const text = (one: string, other: string) =>
    `# R\n\n### Requirement 1: ${one}\n\n1. ${sentence}\n\n### Requirement 2: ${other}\n\n1. ${sentence}\n`;
  const gradeOf = (one: string, other: string) => repeatedFindings(parseRequirements(text(one, other)).tree)[0]?.proof.grade;
  expect(gradeOf('Add local feeds', 'Add remote feeds')).toBe('hint');
  expect(gradeOf('ログイン画面', '登録画面')).toBe('hint');
  expect(gradeOf('Feeds', 'Validation')).toBe('proved');
});
