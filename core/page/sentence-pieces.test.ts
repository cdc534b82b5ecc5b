import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { sentencePieces } from './sentence-pieces.ts';

const head = '# Requirements\n\n### Requirement 1: Door\n\n#### Acceptance Criteria\n\n1. ';
const only = (sentence: string) => {
  const source = `${head}${sentence}\n`;
  const [criterion] = parseRequirements(source).tree.requirements.flatMap(({ criteria }) => criteria);
  return criterion ? { source, criterion } : null;
};

test('the pieces of any sentence put together are the sentence', () => {
  const word = fc.constantFrom(
    'WHEN',
    'WHILE',
    'IF',
    'THEN',
    'WHERE',
    'THE',
    'SHALL',
    'NOT',
    'the door',
    'opens',
    ',',
    '`code`',
    '.',
    '  ',
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      const read = only(words.join(' '));
      if (!read) return;
      const { source, criterion } = read;
      const joined = sentencePieces(source, criterion)
        .map(({ text }) => text)
        .join('');
      expect(joined).toBe(source.slice(criterion.span.start, criterion.span.end));
    }),
  );
});

test('clauses keep their keyword and their kind', () => {
  const read = only('WHILE the door is open, WHEN the bell rings, THE Door SHALL close.');
  const pieces = read ? sentencePieces(read.source, read.criterion) : [];
  expect(pieces.filter(({ role }) => role !== 'plain').map(({ role, isKeyword, text }) => [role, isKeyword, text])).toEqual([
    ['state', true, 'WHILE'],
    ['state', false, 'the door is open'],
    ['trigger', true, 'WHEN'],
    ['trigger', false, 'the bell rings'],
    ['subject', false, 'Door'],
    ['modality', true, 'SHALL'],
    ['response', false, 'close.'],
  ]);
});
