import { expect, test } from 'vitest';
import { completeMention, mentionBeingTyped, mentionsIn } from './mentions.ts';

const people = [
  { userId: 'a', name: 'Ann' },
  { userId: 'b', name: 'Ann Lee' },
  { userId: 'c', name: 'Zoë' },
  { userId: 'd', name: 'Zoë' },
];
const named = (body: string) => mentionsIn(body, people).map(({ userId }) => userId);

test('a mention is the longest name behind an @, in any case', () => {
  expect(named('@ann lee, please')).toEqual(['b']);
  expect(named('@Ann: and @Ann Leeds')).toEqual(['a', 'a']);
  expect(named('ask @zoë!')).toEqual(['c', 'd']);
});

test('addresses, unknown names and parts of words mention nobody', () => {
  expect(named('me@Ann and @Annabel and @ Ann and @nobody')).toEqual([]);
});

test('what is typed behind the last @ is completed by any word of a name', () => {
  expect(mentionBeingTyped('hi @an', 6)).toEqual({ start: 3, typed: 'an' });
  expect(mentionBeingTyped('mail@an', 7)).toBeNull();
  expect(mentionBeingTyped('no mention', 5)).toBeNull();
  expect(completeMention('le', people).map(({ userId }) => userId)).toEqual(['b']);
});
