import { expect, test } from 'vitest';
import type { Place } from '#core/comments/anchor.ts';
import { placeThreads, showThreads, type Thread } from './threads.ts';

const at = (start: number): Place => ({ state: 'there', span: { start, end: start + 1 } });
function thread(id: string, over: Partial<Thread>): Thread {
  const comments = [
    {
      id: `c-${id}`,
      author: { id: 'ann', name: 'Ann' },
      runId: null,
      body: 'x',
      mentions: [],
      createdAt: new Date(0),
      editedAt: null,
      isDeleted: false,
    },
  ];
  const place = at(0);
  return {
    id,
    documentId: 'd',
    stage: 'requirements',
    item: null,
    anchor: { spans: [] },
    quote: '',
    place,
    createdAt: new Date(0),
    resolved: null,
    comments,
    ...over,
  };
}
const idsOf = (threads: readonly Thread[]) => threads.map(({ id }) => id);

test('threads stand in the order of documents and texts; the open document knows best; lost places come last', () => {
  const threads = [
    thread('t', { stage: 'tasks' }),
    thread('lost', { place: { state: 'unknown' } }),
    thread('b', { place: at(9) }),
    thread('a', { place: at(2) }),
  ];
  const places = new Map<string, Place>([
    ['b', at(1)],
    ['a', { state: 'unknown' }],
  ]);
  expect(idsOf(showThreads(placeThreads(threads, places), 'open', 'ann'))).toEqual(['b', 'a', 'lost', 't']);
});

test('filters: open, those that I am in or named in, and resolved', () => {
  const [first] = thread('x', {}).comments;
  const naming = first ? [{ ...first, author: { id: 'eve', name: 'Eve' }, mentions: [{ userId: 'ben', name: 'Ben' }] }] : [];
  const threads = placeThreads(
    [thread('anns', {}), thread('done', { resolved: { at: new Date(0), by: 'Ann' } }), thread('names', { comments: naming })],
    new Map(),
  );
  expect(idsOf(showThreads(threads, 'open', 'ben'))).toEqual(['anns', 'names']);
  expect(idsOf(showThreads(threads, 'mine', 'ben'))).toEqual(['names']);
  expect(idsOf(showThreads(threads, 'mine', 'ann'))).toEqual(['anns']);
  expect(idsOf(showThreads(threads, 'resolved', 'ben'))).toEqual(['done']);
});
