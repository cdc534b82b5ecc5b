import { expect, test } from 'vitest';
import { parseRequirements } from '#core/language/parse-requirements.ts';
import { sentenceHash } from '#core/language/reading/sentence-hash.ts';
import { changeClass } from '#core/trace/change-class.ts';
import { confirmedReadings } from './confirmed-readings.ts';

const sentence = 'WHEN an Order is submitted, THE Shop SHALL charge a fee of 4.90 EUR.';
const requirements = `# Requirements\n\n### Requirement 1: Fees\n\n#### Acceptance Criteria\n\n1. ${sentence}\n2. THE Shop SHALL greet.\n`;
const rule = 'when submit then fee = 4.90 EUR';
const of = (readings: string, text = requirements) => confirmedReadings(parseRequirements(text).tree, readings);
const hash = sentenceHash(sentence);

test('a reading counts while it is confirmed and the sentence is the one that was read', () => {
  const confirmed = `1.1 #${hash} confirmed: ${rule}\n`;
  expect(of(confirmed)).toEqual([{ criterion: '1.1', sentenceHash: hash, rules: [rule] }]);
  expect(of(confirmed, requirements.replace('4.90', '5.90'))).toEqual([]);
  expect(of(`1.1 #${hash} proposed: ${rule}`)).toEqual([]);
  expect(of(`1.1 confirmed: ${rule}`)).toEqual([]);
  expect(of(`7.7 #${hash} confirmed: ${rule}`)).toEqual([]);
});

test('a criterion of which one line is not confirmed is not confirmed', () => {
  expect(of(`1.1 #${hash} confirmed: ${rule}\n1.1 #${hash} proposed: when submit then warn\n`)).toEqual([]);
});

test('white space between words makes no sentence another one', () => {
  expect(of(`1.1 #${hash} confirmed: ${rule}`, requirements.replace('THE Shop SHALL charge', 'THE  Shop SHALL   charge'))).toHaveLength(1);
});

test('proposals, comments and the order of lines bind nobody', () => {
  const one = `1.1 #${hash} confirmed: ${rule}\n`;
  expect(changeClass('readings', one, `-- why\n1.2 proposed: then greet\n${one}`)).toBe('cosmetic');
  expect(changeClass('readings', one, one.replace('4.90', '5.90'))).toBe('substantive');
  expect(changeClass('readings', one, one.replace('confirmed', 'proposed'))).toBe('substantive');
  expect(changeClass('readings', one, `out fee : money EUR\n${one}`)).toBe('substantive');
  expect(changeClass('readings', one, `${one}this is no line`)).toBe('substantive');
});
