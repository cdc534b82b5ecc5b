import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAge, formatCount, formatDuration } from './format-time.ts';

test('an age never shrinks as time passes', () => {
  const units = ['now', 'min', 'h', 'd'];
  const weight = (text: string) => [units.indexOf(text.split(' ').at(-1) ?? ''), Number.parseInt(text, 10) || 0] as const;
  fc.assert(
    fc.property(fc.nat(1e11), fc.nat(1e11), (one, more) => {
      const [unitBefore, countBefore] = weight(formatAge(0, one));
      const [unitAfter, countAfter] = weight(formatAge(0, one + more));
      expect(unitAfter > unitBefore || (unitAfter === unitBefore && countAfter >= countBefore)).toBe(true);
    }),
  );
});

test('a duration never shows sixty of a unit', () => {
  fc.assert(fc.property(fc.nat(1e9), (ms) => !/\b60 (s|min)\b/.test(formatDuration(ms))));
});

test('durations read as a person would say them', () => {
  expect([0, 999, 1000, 9_949, 9_950, 59_499, 59_500, 185_000, 8_040_000].map(formatDuration)).toEqual([
    '0 ms',
    '999 ms',
    '1.0 s',
    '9.9 s',
    '10 s',
    '59 s',
    '1 min 00 s',
    '3 min 05 s',
    '2 h 14 min',
  ]);
});

test('a count agrees with its noun', () => {
  expect([formatCount(1, 'task'), formatCount(0, 'task'), formatCount(1204, 'criterion', 'criteria')]).toEqual([
    '1 task',
    '0 tasks',
    '1,204 criteria',
  ]);
});
