import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSeldom } from './seldom.ts';

test('the same thing comes through once in its time, and others beside it', () => {
  const moments = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.nat(400)), { maxLength: 60 });
  fc.assert(
    fc.property(moments, (asked) => {
      let at = 0;
      const seldom = createSeldom(1_000, () => at);
      const passed = new Map<string, number>();
      for (const [key, later] of asked) {
        at += later;
        const before = passed.get(key);
        const expected = before === undefined || at - before >= 1_000;
        expect(seldom(key)).toBe(expected);
        if (expected) passed.set(key, at);
      }
    }),
  );
});
