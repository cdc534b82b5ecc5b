import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyseSpec } from '#core/analysis/analyse-spec.ts';
import { applyDifference } from '#core/edits/difference.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { clarificationEdit } from './clarifications.ts';
import { previewOf } from './edit-preview.ts';
import { createQuestionMemory, partByAnswers, questionsOf } from './spec-question.ts';

const spec = `# Shipping

## Glossary

- **Discounted_Total**: What is to pay for the articles.
- **Shipping_Fee**: What is charged for delivery.

## Requirements

### Requirement 1: Shipping

1. WHEN the Discounted_Total exceeds 50.00 EUR, THE Shop SHALL charge no Shipping_Fee.
2. WHEN the Discounted_Total is below 50.00 EUR, THE Shop SHALL charge a Shipping_Fee of 4.90 EUR.
3. IF the number of units is not between 1 and 100, THEN THE Shop SHALL refuse the Order.
`;
const ask = (requirements: string) => questionsOf(analyseSpec({ requirements }));

test('what is proved comes before what words leave open, and each says why', () => {
  const questions = ask(spec);
  expect(questions.map(({ kind, criteria }) => [kind, ...criteria])).toEqual([
    ['boundary', '1.1', '1.2'],
    ['ambiguous', '1.3'],
  ]);
  for (const { why, question } of questions) {
    expect(why).not.toBe('');
    expect(question.options.length).toBeGreaterThan(1);
  }
});

test('an answer holds while its sentences stay, whatever is written elsewhere, and no longer', () => {
  const [boundary] = ask(spec);
  if (!boundary) throw new Error('The boundary was not found.');
  const answer = { findingId: boundary.id, cause: boundary.cause, isWithdrawn: false };
  const elsewhere = spec.replace('# Shipping', '# Shipping and handling').replace('between 1 and 100', 'between 1 and 99');
  expect(partByAnswers(ask(elsewhere), [answer]).settled.map(({ question }) => question.id)).toEqual([boundary.id]);
  const here = spec.replace('charge no Shipping_Fee', 'charge no Shipping_Fee at all');
  expect(partByAnswers(ask(here), [answer]).settled).toEqual([]);
  expect(partByAnswers(ask(spec), [{ ...answer, isWithdrawn: true }]).settled).toEqual([]);
});

test('a preview is the line before and the line after, and nothing else', () => {
  for (const { question } of ask(spec)) {
    for (const option of question.options) {
      const lines = previewOf(option, spec);
      expect(lines.length).toBe(option.edits.length);
      for (const { parts } of lines) {
        const before = parts.filter(({ kind }) => kind !== 'added').map(({ text }) => text);
        expect(spec).toContain(before.join(''));
        expect(parts.some(({ kind }) => kind !== 'same')).toBe(true);
      }
    }
  }
});

test('clarifications are added one after another, and no criterion changes by them', () => {
  const words = fc.string({ minLength: 1, maxLength: 40 });
  const made = fc.record({ day: fc.constant('2026-11-22'), criteria: fc.constant(['1.1']), question: words, answer: words, by: words });
  fc.assert(
    fc.property(
      fc.array(made, { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '\n\n## Notes\n\nEnd.\n', '\n\n## Clarifications\n'),
      (all, tail) => {
        let text = spec + tail;
        const before = parseRequirements(text).tree.requirements.flatMap(({ criteria }) => criteria.map(({ text: own }) => own));
        for (const one of all) text = applyDifference(text, clarificationEdit(text, one));
        expect(text.match(/^## Clarifications$/gm)).toHaveLength(1);
        expect(text.match(/^- 2026-11-22 1\.1: /gm)).toHaveLength(all.length);
        expect(parseRequirements(text).tree.requirements.flatMap(({ criteria }) => criteria.map(({ text: own }) => own))).toEqual(before);
      },
    ),
  );
});

test('asked again with a memory, the questions are those of a new asking, and the same objects where nothing changed', () => {
  const memory = createQuestionMemory();
  const meaning = analyseSpec({ requirements: spec });
  const first = questionsOf(meaning, [], memory);
  const again = questionsOf(meaning, [], memory);
  expect(again.every((question, at) => question === first[at])).toBe(true);
  // The sentence of 1.1 is another one: what is about it has another cause.
  const readings = meaning.readings.map((one) => (one.criterion === '1.1' ? { ...one, sentenceHash: 'other' } : one));
  expect(questionsOf({ ...meaning, readings }, [], memory)).toEqual(questionsOf({ ...meaning, readings }));
  expect(questionsOf({ ...meaning, readings }, [], memory)).not.toEqual(first);
});
