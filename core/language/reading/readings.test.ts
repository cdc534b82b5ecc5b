import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatReadings } from './format-readings.ts';
import { parseReadings } from './parse-readings.ts';
import { sentenceHash } from './sentence-hash.ts';

const EXAMPLE = `spec checkout
in     cost    : int 0..200 "points"          -- chosen by the environment
in     total   : money EUR 0.. as "the cart's total", "basket total"
in     kind    : leader | trooper
state  status  : cart | placed | paid = cart
out    warning : none | near20 | near25
event  submit(items, coupon), timeout
action reject, send_email
opaque "the file is corrupted" : bool in
term   "approaching the limit" = cost >= limit - 3
assume limit in {75, 125}
exclusive allow, prevent

1.1 #a1b2c3d4 confirmed: when submit if cost > 20 and not (kind = leader or total >= 20.00 EUR) then reject; status' = paid
   within 5 s
1.2: never cost in 1..5 and "x y"
`;

const words = fc.constantFrom(
  ...'in state out event action feature opaque term assume exclusive when while if unless then always never within for at least until and or not int money EUR 0..5 1.2 #a1b2c3d4 confirmed : = <= > + - * ( ) { } , ; | "a b" " name name\' 20.00 5 % s min min( -- ... é 漢字 😀'.split(
    ' ',
  ),
  '\n',
  '\n  ',
  '\r\n',
);
const text = fc.oneof(
  fc.array(words, { maxLength: 60 }).map((parts) => parts.join(' ')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .tuple(fc.nat(EXAMPLE.length), fc.nat(EXAMPLE.length), fc.array(words, { maxLength: 4 }))
    .map(([from, to, put]) => EXAMPLE.slice(0, from) + put.join(' ') + EXAMPLE.slice(to)),
);

describe('readings.spec', () => {
  test('any text gives a tree, and every diagnostic has a place in it', () => {
    fc.assert(
      fc.property(text, (given) => {
        const { tree, diagnostics } = parseReadings(given);
        for (const { span } of [...diagnostics, ...tree.lines, ...tree.readings, ...tree.declarations]) {
          expect(span.start).toBeGreaterThanOrEqual(0);
          expect(span.end).toBeGreaterThanOrEqual(span.start);
          expect(span.end).toBeLessThanOrEqual(given.length);
        }
        for (const { id, idSpan } of tree.readings) expect(given.slice(idSpan.start, idSpan.end)).toBe(id);
      }),
      { numRuns: 600 },
    );
  });

  test('formatting twice is formatting once, and says the same', () => {
    fc.assert(
      fc.property(text, (given) => {
        const once = formatReadings(given);
        expect(formatReadings(once)).toBe(once);
        const shape = (source: string) =>
          parseReadings(source).tree.readings.map(({ id, mark, hash, responses }) => [id, mark, hash, responses.length]);
        expect(shape(once)).toEqual(shape(given));
      }),
      { numRuns: 600 },
    );
  });

  test('the example reads without a mistake', () => {
    const { tree, diagnostics } = parseReadings(EXAMPLE);
    expect(diagnostics).toEqual([]);
    expect(tree.declarations).toHaveLength(12);
    expect(tree.readings.map(({ id, mark, hash, within }) => ({ id, mark, hash, ms: within?.ms }))).toEqual([
      { id: '1.1', mark: 'confirmed', hash: 'a1b2c3d4', ms: 5000 },
      { id: '1.2', mark: null, hash: null, ms: undefined },
    ]);
  });

  test('a number in a range may have a value to start from', () => {
    const { tree, diagnostics } = parseReadings('state tries : int 0..3 = 0\n');
    expect(diagnostics).toEqual([]);
    expect(tree.declarations).toMatchObject([{ kind: 'variable', initial: { kind: 'number', value: 0 } }]);
  });

  test('depth does not break it', () => {
    for (const deep of ['('.repeat(5000), 'not '.repeat(5000), '- '.repeat(5000), 'a => '.repeat(5000), '1 + '.repeat(5000)])
      expect(parseReadings(`1: always ${deep}`).diagnostics.length).toBe(1);
  });

  test('blanks do not make another sentence, words do', () => {
    expect(sentenceHash('WHEN a  b\n  c')).toBe(sentenceHash(' WHEN a b c '));
    expect(sentenceHash('WHEN a b')).not.toBe(sentenceHash('WHEN ab'));
  });
});
