import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { type OwnSuggestion, openSuggestionsDraft } from './draft-suggestions.ts';

function open(words: string, mine: OwnSuggestion[] = []) {
  const live = new Y.Doc().getText('text');
  live.insert(0, words);
  const heard: string[][] = [];
  const draft = openSuggestionsDraft(live, mine, (ids) => heard.push(ids));
  const saying = () => [...draft.hunksById()].map(([, hunks]) => hunks.map(({ hunk }) => `${hunk.original}>${hunk.inserted}`).join());
  return { live, draft, heard, saying, ids: () => [...draft.hunksById().keys()] };
}

test('a word typed key by key is one suggestion; one elsewhere is another', () => {
  const { draft, heard, ids, saying } = open('The door opens.');
  for (const [at, letter] of Array.from(' soon').entries()) draft.text.insert(14 + at, letter);
  expect(saying()).toEqual(['> soon']);
  expect(new Set(heard.flat())).toEqual(new Set(ids()));
  draft.text.delete(0, 3);
  expect(saying()).toEqual(['The>', '> soon']);
  expect(ids()).toHaveLength(2);
});

test('what is typed back is no suggestion any more, and it is said', () => {
  const { draft, heard, ids } = open('The door opens.');
  draft.text.insert(4, 'old ');
  const [id] = ids();
  draft.text.delete(4, 4);
  expect(ids()).toEqual([]);
  expect(heard).toEqual([[id], [id]]);
});

test('what colleagues type moves suggestions and is nobody’s suggestion', () => {
  const { live, draft, heard, saying } = open('The door opens.');
  draft.text.delete(4, 4);
  const said = heard.length;
  live.insert(0, '> ');
  live.insert(8, '!');
  expect(heard).toHaveLength(said);
  expect(draft.text.toString()).toBe('> The ! opens.');
  expect(saying()).toEqual(['do>,or>']);
});

test('a draft begins with what was suggested before, under the same ids', () => {
  const first = open('The door opens.');
  first.draft.text.delete(4, 4);
  first.draft.text.insert(4, 'gate');
  const mine = [...first.draft.hunksById()].map(([id, hunks]) => ({ id, hunks: hunks.map(({ hunk }) => hunk) }));
  first.draft.close();
  const heard: string[][] = [];
  const again = openSuggestionsDraft(first.live, mine, (ids) => heard.push(ids));
  expect(again.text.toString()).toBe('The gate opens.');
  expect([...again.hunksById().keys()]).toEqual(mine.map(({ id }) => id));
  expect(heard).toEqual([]);
  again.text.insert(8, 's');
  expect(heard).toEqual([mine.map(({ id }) => id)]);
});
