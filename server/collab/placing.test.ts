import fc from 'fast-check';
import { expect, test } from 'vitest';
import { haveAllTheirBases, type Placed } from './placing.ts';

const none = () => 0;

test('pieces have an order exactly where going round and placing what can be placed ends with all of them', () => {
  const base = fc.record({ client: fc.nat(3), clock: fc.nat(6) });
  const queue = fc.array(fc.array(base, { maxLength: 2 }), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(queue, { minLength: 1, maxLength: 4 }), (queues) => {
      const pieces = queues.flatMap((all, client) => all.map((bases, at): Placed => ({ client, end: at + 1, bases })));
      const reached = new Map<number, number>();
      let left = pieces;
      for (let before = -1; before !== left.length; ) {
        before = left.length;
        left = left.filter(({ client, end, bases }) => {
          const has = (id: { client: number; clock: number }) => id.clock < (reached.get(id.client) ?? 0);
          if ((reached.get(client) ?? 0) !== end - 1 || !bases.every(has)) return true;
          reached.set(client, end);
          return false;
        });
      }
      expect(haveAllTheirBases(pieces, none)).toBe(left.length === 0);
    }),
  );
});

test('twenty thousand pieces that wait for each other in turn are sorted in no time to speak of', () => {
  const pieces = Array.from({ length: 20_000 }, (_, at): Placed => {
    const bases = at === 0 ? [] : [{ client: (at + 1) % 2, clock: (at - 1) >> 1 }];
    return { client: at % 2, end: (at >> 1) + 1, bases };
  });
  expect(
    haveAllTheirBases(
      pieces.toReversed().toSorted((a, b) => a.end - b.end),
      none,
    ),
  ).toBe(true);
});
