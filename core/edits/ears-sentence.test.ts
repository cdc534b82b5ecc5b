import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEars } from '#core/language/ears.ts';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { builderPatterns, earsSentence, earsStyle, slotsOf, usualSubject } from './ears-sentence.ts';

const word = fc.constantFrom('door', 'guest', 'opens', 'waiting', 'parcel');
const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map((all) => all.join(' '));
const slots = fc.record({ feature: phrase, state: phrase, trigger: phrase, condition: phrase, subject: phrase, response: phrase });
const cases = fc.constantFrom('upper' as const, 'lower' as const, 'capital' as const);

test('what the builder writes is read as the pattern that was chosen, with what was filled in', () => {
  fc.assert(
    fc.property(fc.constantFrom(...builderPatterns), slots, cases, fc.boolean(), (pattern, filled, keywordCase, isBold) => {
      const sentence = earsSentence({ language: 'en', case: keywordCase, isBold }, pattern, filled);
      const read = readEars(sentence, 0);
      expect(read.pattern, sentence).toBe(pattern);
      expect(read.subject?.text).toBe(filled.subject);
      expect(read.response?.text).toBe(filled.response);
      const wanted = slotsOf[pattern].filter((slot) => slot !== 'subject' && slot !== 'response');
      expect(read.clauses.map(({ text }) => text)).toEqual(wanted.map((slot) => filled[slot]));
    }),
  );
});

test.each([
  ['es', 'event', 'CUANDO a, EL b DEBE c'],
  ['pt', 'unwanted', 'SE a, ENTÃO O b DEVE c'],
  ['ru', 'state', 'ПОКА a, b ДОЛЖЕН c'],
  ['zh', 'event', '当a时，b必须c'],
  ['ja', 'event', 'aとき、bはcしなければならない'],
  ['ko', 'event', 'a때, b은(는) c해야 한다'],
] as const)('%s %s', (language, pattern, sentence) => {
  const filled = { feature: 'a', state: 'a', trigger: 'a', condition: 'a', subject: 'b', response: 'c' };
  expect(earsSentence({ language, case: 'upper', isBold: false }, pattern, filled)).toBe(sentence);
  expect(readEars(sentence, 0).pattern).toBe(pattern);
});

test('a document is continued as it is written', () => {
  const styleOf = (sentence: string) => {
    const text = `### Requirement 1: A\n\n#### Acceptance Criteria\n\n1. ${sentence}\n`;
    return earsStyle(text, [], parseRequirements(text).tree);
  };
  expect(styleOf('WHEN a, THE b SHALL c')).toEqual({ language: 'en', case: 'upper', isBold: false });
  expect(styleOf('When a, the b shall c')).toEqual({ language: 'en', case: 'capital', isBold: false });
  expect(styleOf('CUANDO a, EL b DEBE c')).toEqual({ language: 'es', case: 'upper', isBold: false });
  expect(styleOf('**WHEN** a, **THE** b **SHALL** c')).toEqual({ language: 'en', case: 'upper', isBold: true });
});

test('the subject that is usual', () => {
  const text = '### Requirement 1: A\n\n#### Acceptance Criteria\n\n1. THE b SHALL c\n2. THE d SHALL c\n3. THE d SHALL e\n';
  expect(usualSubject(parseRequirements(text).tree.requirements.flatMap(({ criteria }) => criteria))).toBe('d');
});
