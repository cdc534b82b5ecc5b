import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moveBetween } from './moved-places.ts';

const text = fc.array(fc.constantFrom('a', 'b', '🙂', '漢', '\n'), { maxLength: 12 }).map((parts) => parts.join(''));
const places = fc.tuple(text, text, fc.nat(20), fc.nat(20)).map(([before, now, a, b]) => {
  const start = Math.min(a, b, before.length);
  return { before, now, span: { start, end: Math.max(start, Math.min(Math.max(a, b), before.length)) } };
});

test('what stands untouched is found again letter by letter', () => {
  fc.assert(
    fc.property(places, ({ before, now, span }) => {
      const found = moveBetween(before, now).toNowUntouched(span);
      if (found) expect(now.slice(found.start, found.end)).toBe(before.slice(span.start, span.end));
    }),
    { numRuns: 3000 },
  );
});

test('every place that is found lies in the text, and there and back leads home', () => {
  fc.assert(
    fc.property(places, fc.nat(24), ({ before, now, span }, at) => {
      const moved = moveBetween(before, now);
      const found = moved.toNow(span);
      if (found) {
        expect(found.start).toBeLessThanOrEqual(found.end);
        expect(found.end).toBeLessThanOrEqual(now.length);
      }
      const offset = Math.min(at, now.length);
      const old = moved.toBefore(offset);
      if (old === null) return;
      expect(before.slice(old, old + 1) === now.slice(offset, offset + 1) || before.slice(0, old) === now.slice(0, offset)).toBe(true);
    }),
    { numRuns: 3000 },
  );
});

test('typing beside a place moves it, typing inside makes it longer, and its removal ends it', () => {
  expect(moveBetween('one two', 'zero one two').toNow({ start: 4, end: 7 })).toEqual({ start: 9, end: 12 });
  expect(moveBetween('one two', 'one twxo').toNow({ start: 4, end: 7 })).toEqual({ start: 4, end: 8 });
  expect(moveBetween('one two', 'one ').toNow({ start: 4, end: 7 })).toBeNull();
  expect(moveBetween('one two', 'one t2o').toNowUntouched({ start: 4, end: 7 })).toBeNull();
});
