import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileFeel } from './feel.ts';
import { FeelError } from './feel-reader.ts';
import { asText, context, type Feel } from './feel-value.ts';
import { compileUnaryTests, passes } from './unary-tests.ts';

const KNOWN = new Map<string, Feel>([
  ['Base Vacation Days', 22],
  ['Pre-bureau Risk', 'LOW'],
  ['Age', 30],
  [
    'Orders',
    [
      context([
        ['price', 10],
        ['kind', 'a'],
      ]),
      context([
        ['price', 25],
        ['kind', 'b'],
      ]),
    ],
  ],
]);
const value = (source: string) => compileFeel(source, KNOWN.keys())((name) => KNOWN.get(name));
const text = (source: string) => asText(value(source), true);

test.each([
  ['1 + 2 * 3 ** 2', '19'],
  ['(1 + 2) * -3', '-9'],
  ['10 / 4 - .5', '2'],
  ['0.1 + 0.2', '0.3'],
  ['null + 1', 'null'],
  ['1 / 0', 'null'],
  ['"a" + "b"', '"ab"'],
  ['Base Vacation Days - Age', '-8'],
  ['Pre-bureau Risk = "LOW" and Age > 18', 'true'],
  ['true and null', 'null'],
  ['false and null', 'false'],
  ['true or null', 'true'],
  ['if Age >= 18 then "adult" else "child"', '"adult"'],
  ['Age between 18 and 30', 'true'],
  ['Age in [18..30)', 'false'],
  ['Age in (< 18, >= 30)', 'true'],
  ['for x in [1, 2, 3] return x * 2', '[2, 4, 6]'],
  ['for x in 1..3, y in [10, 20] return x + y', '[11, 21, 12, 22, 13, 23]'],
  ['some o in Orders satisfies o.price > 20', 'true'],
  ['every o in Orders satisfies o.price > 20', 'false'],
  ['Orders[price > 20].kind', '["b"]'],
  ['Orders[-1].price', '25'],
  ['sum(Orders.price)', '35'],
  ['{ first name: "A", greeting: first name + "!" }.greeting', '"A!"'],
  ['sort([3, 1, 2], function(x, y) x < y)', '[1, 2, 3]'],
  ['(function(a, b) a + b)(1, 2)', '3'],
  ['substring(string: "foobar", start position: 3)', '"obar"'],
  ['string length("foo") = 3 and contains("foobar", "ob")', 'true'],
  ['date("2017-01-31") + duration("P1M")', '2017-02-28'],
  ['date and time("2017-01-01T10:00:00") - date and time("2017-01-01T08:30:00")', 'PT1H30M'],
  ['date("2020-02-30")', 'null'],
  ['@"2020-03-01" > date(2020, 2, 29)', 'true'],
  ['years and months duration(date("2011-12-22"), date("2013-08-24"))', 'P1Y8M'],
  ['date("2021-05-04").month', '5'],
  ['decimal(2.5, 0)', '2'],
  ['round half up(5.5, 0)', '6'],
  ['modulo(-12, 5)', '3'],
  ['number("1 000,5", " ", ",")', '1000.5'],
  ['distinct values([1, 2, 1])', '[1, 2]'],
  ['list contains([1, null], null)', 'true'],
  ['[1, 2] = [1, 2]', 'true'],
  ['1 = "1"', 'null'],
  ['5 instance of number', 'true'],
  ['not(Age > 40)', 'true'],
  ['count([])', '0'],
  ['max(1, 7, 3)', '7'],
  ['median([8, 2, 5, 3, 4])', '4'],
  ['split("a;b", ";")', '["a", "b"]'],
  ['is(1, 1)', 'true'],
  ['before(1, [2..3])', 'true'],
])('%s is %s', (source, expected) => {
  expect(text(source)).toBe(expected);
});

test('what is no expression is refused with a sentence', () => {
  for (const source of ['1 +', '"open', 'if true then 1', '(1', '[1, ', 'for x in', '{a 1}', ')', ''])
    expect(() => value(source)).toThrow(FeelError);
});

test('any text is either read or refused, and evaluates without an exception', () => {
  const part = fc.constantFrom(
    '1',
    '"a"',
    'Age',
    '(',
    ')',
    '[',
    ']',
    '+',
    '-',
    '..',
    'and',
    'not(',
    '{',
    '}',
    ':',
    'if',
    'then',
    'else',
    '?',
    ',',
    'null',
    '@"x"',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      try {
        value(parts.join(' '));
      } catch (error) {
        expect(error).toBeInstanceOf(FeelError);
      }
    }),
  );
});

test.each([
  ['-', null, true],
  ['< 18, >= 60', 65, true],
  ['< 18, >= 60', 30, false],
  ['[18..60)', 60, false],
  [']18..60]', 18, false],
  ['not("a", "b")', 'c', true],
  ['"a", "b"', 'b', true],
  ['null', null, true],
  ['not(null)', 3, true],
  ['!= 47', 47, false],
  ['? > 5 and ? < 9', 7, true],
  ['? > 5 and ? < 9', 9, false],
  ['starts with(?, "a")', 'abc', true],
  ['> Age', 31, true],
])('the cell %s for %s', (cell, input, expected) => {
  expect(passes(compileUnaryTests(cell, KNOWN.keys()), input, (name) => KNOWN.get(name))).toBe(expected);
});
