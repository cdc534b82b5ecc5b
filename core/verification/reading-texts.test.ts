import { expect, test } from 'vitest';
import { readingTexts } from './reading-texts.ts';

const readings = `in total : int 0..20000
in tier  : none | gold
out fee : int
event ship
term "a large order" = total > 5000
1: when ship if "a large order" then fee = 0
2: when ship if total <= 5000 then fee = 490
`;

const changed = (from: string, to: string) => {
  const [before, after] = [readingTexts(readings), readingTexts(readings.replace(from, to))];
  return [...before].filter(([id, text]) => after.get(id) !== text).map(([id]) => id);
};

test('a reading is its meaning: what changes no test changes nothing', () => {
  expect([...readingTexts(readings).keys()]).toEqual(['1', '2']);
  expect(changed('in total', '# a note\nin total')).toEqual([]);
  expect(changed('"a large order" = total > 5000', '"a large order" = total >   5000')).toEqual([]);
  expect(changed('in tier  : none | gold', 'in tier  : none | gold | silver')).toEqual([]);
});

test('its own words, a term that it uses, and the type of what it names are part of it', () => {
  expect(changed('fee = 490', 'fee = 491')).toEqual(['2']);
  expect(changed('total > 5000', 'total > 5001')).toEqual(['1']);
  expect(changed('0..20000', '0..30000')).toEqual(['1', '2']);
  expect(changed('2: when', 'assume total > 3\n2: when')).toEqual(['1', '2']);
});

test('a reading that is gone has no text, and any text of readings will do', () => {
  expect(changed('2: when', '# 2: when')).toEqual(['2']);
  expect(readingTexts('1: when\n???').size).toBe(0);
});
