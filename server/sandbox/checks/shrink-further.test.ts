import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shrinkFurther, shrinkFurtherLater } from './instruments/shrink-further.mjs';

const total = (list: readonly number[]) => list.reduce((sum, each) => sum + each, 0);
const passesLimit = fc.property(fc.array(fc.nat(1000)), (list) => total(list) <= 1000);
/** What fast-check's own shrinking ends with. */
const found = (property: fc.IRawProperty<[number[]]>, seed: number) => fc.check(property, { seed });

test('a sum that passes a limit is shown by two numbers that just do, whatever the seed', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { counterexample } = found(passesLimit, seed) as fc.RunDetails<[number[]]>;
      const [list = []] = shrinkFurther(passesLimit, counterexample)?.value ?? counterexample ?? [];
      expect([list.length, total(list)]).toEqual([2, 1001]);
    }),
    { numRuns: 50 },
  );
});

test('what is given back fails, could have been given, and is the same each time; what async properties give is the same', async () => {
  const least = fc.array(fc.integer({ min: 3, max: 50 }), { minLength: 2 });
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.integer({ min: 60, max: 90 }), async (seed, limit) => {
      const property = fc.property(least, (list) => total(list) < limit);
      const { counterexample } = found(property, seed) as fc.RunDetails<[number[]]>;
      const smaller = shrinkFurther(property, counterexample);
      expect(shrinkFurther(property, counterexample)).toEqual(smaller);
      const later = fc.asyncProperty(least, async (list) => total(list) < limit);
      expect((await shrinkFurtherLater(later, counterexample))?.value).toEqual(smaller?.value);
      for (const [list] of smaller ? [smaller.value] : []) {
        expect(total(list)).toBeGreaterThanOrEqual(limit);
        expect(list.every((each: number) => each >= 3 && each <= 50) && list.length >= 2).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});

test('what cannot be judged is left as it is: mapped values, values that are no data, what does not fail again', () => {
  const mapped = fc.property(
    fc.array(fc.nat(9)).map((list) => [...list, 5, 6]),
    (list) => total(list) < 11,
  );
  expect(shrinkFurther(mapped, [[1, 5, 6]])).toBeNull();
  const made = fc.property(fc.date(), fc.array(fc.nat(9)), (_, list) => total(list) < 3);
  expect(shrinkFurther(made, [new Date(0), [1, 1, 1]])).toBeNull();
  const calm = fc.property(fc.array(fc.nat(9)), () => true);
  expect(shrinkFurther(calm, [[1, 2, 3]])).toBeNull();
});

test('a test that writes into its inputs is tried with inputs of its own', () => {
  const greedy = fc.property(fc.array(fc.nat(1000)), (list) => total(list.splice(0)) <= 1000);
  expect(shrinkFurther(greedy, [[334, 333, 334]])?.value).toHaveLength(1);
  const [list = []] = shrinkFurther(greedy, [[334, 333, 334]])?.value ?? [];
  expect([list.length, total(list)]).toEqual([2, 1001]);
});

test('a run that the machine held up does not make a quick property slow; a slow one is left as it is', () => {
  const waits = [20];
  const held = fc.property(fc.array(fc.nat(1000)), (list) => {
    const until = performance.now() + (waits.pop() ?? 0);
    while (performance.now() < until);
    return total(list) <= 1000;
  });
  expect(shrinkFurther(held, [[334, 333, 334]])?.value[0]).toHaveLength(2);
  const slow = fc.property(fc.array(fc.nat(1000)), (list) => {
    const until = performance.now() + 6;
    while (performance.now() < until);
    return total(list) <= 1000;
  });
  expect(shrinkFurther(slow, [[334, 333, 334]])).toBeNull();
});
