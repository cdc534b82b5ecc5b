import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadOver } from './spread-over.ts';

const span = fc.tuple(fc.nat(120), fc.nat(60)).map(([start, length]) => ({ start, end: start + length }));

test('each cut has the spans that touch it, in their order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(12), { maxLength: 12 }), fc.array(span, { maxLength: 20 }), (lengths, spans) => {
      let start = 0;
      const cuts = lengths.map((length) => {
        const cut = { start, end: start + length };
        start = cut.end;
        return cut;
      });
      expect(spreadOver(cuts, spans, (one) => one)).toEqual(
        cuts.map((cut) => spans.filter((one) => one.start <= cut.end && one.end >= cut.start)),
      );
    }),
  );
});
