import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Box, findGaps, findOverlaps, type Runs } from './sweep.ts';

const SIZES = [4, 3, 5];

const runs = (size: number): fc.Arbitrary<Runs> =>
  fc.array(fc.boolean(), { minLength: size, maxLength: size }).map((isIn) => {
    const found: [number, number][] = [];
    for (const [index, is] of isIn.entries()) {
      const last = found.at(-1);
      if (is && last?.[1] === index - 1) last[1] = index;
      else if (is) found.push([index, index]);
    }
    return found;
  });
const rules = fc.array(fc.tuple(...SIZES.map(runs)), { maxLength: 5 });

const points = SIZES.reduce<number[][]>(
  (all, size) => all.flatMap((point) => Array.from({ length: size }, (_one, at) => [...point, at])),
  [[]],
);
const isInRule = (rule: readonly Runs[], point: readonly number[]) =>
  rule.every((axis, index) => axis.some(([from, to]) => from <= (point[index] ?? 0) && (point[index] ?? 0) <= to));
const isInBox = (box: Box, point: readonly number[]) =>
  box.every(([from, to], index) => from <= (point[index] ?? 0) && (point[index] ?? 0) <= to);

test('each point lies in one gap exactly where no rule applies, and in no other', () => {
  fc.assert(
    fc.property(rules, (all) => {
      const gaps = findGaps(SIZES, all) ?? [];
      for (const point of points)
        expect(gaps.filter((box) => isInBox(box, point)).length).toBe(all.some((rule) => isInRule(rule, point)) ? 0 : 1);
    }),
  );
});

test('each point lies in one overlap, and that of its rules, exactly where several apply', () => {
  fc.assert(
    fc.property(rules, (all) => {
      const overlaps = findOverlaps(SIZES, all) ?? [];
      for (const point of points) {
        const active = all.flatMap((rule, index) => (isInRule(rule, point) ? [index] : []));
        const own = overlaps.filter(({ box }) => isInBox(box, point)).map((one) => one.rules);
        expect(own).toEqual(active.length > 1 ? [active] : []);
      }
    }),
  );
});

test('five thousand rules of which each says something of its own are swept in time', () => {
  const many = Array.from({ length: 5_000 }, (_one, index): Runs[] => [[[index, index]], [[0, 9]], [[index % 10, index % 10]]]);
  expect(findGaps([5_000, 10, 10], many)?.length).toBeGreaterThan(5_000);
  expect(findOverlaps([5_000, 10, 10], many)).toEqual([]);
});
